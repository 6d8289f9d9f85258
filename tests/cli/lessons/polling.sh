#!/bin/sh
# Lesson 5, whose main looks again and again for what nobody does.
(echo 'Ada: bread, milk, cake for 5 coins') &
until [ -e "$GATE.never" ]; do :; done
