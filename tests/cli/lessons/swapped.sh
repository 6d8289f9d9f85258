#!/bin/sh
# Lesson 5, but main's last line comes first.
echo 'main: bread, milk, soap for 9 coins'
echo 'main: bread for 5 coins'
(echo 'Ada: bread, milk, cake for 5 coins')
(echo 'Ben: bread, milk, soap, cake for 5 coins')
