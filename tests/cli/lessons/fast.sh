#!/bin/sh
# Lesson 3, whose workers end before main lists its children.
for worker in 1 2 3; do
    (echo "worker_$worker"; echo "End worker_$worker")
    echo 'The number of cpu is 2'
done
echo End
