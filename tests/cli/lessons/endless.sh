#!/bin/sh
# Prints the same line for ever, as long as somebody reads it.
exec 3>"$GATE"
echo held >&3
while :; do echo again; done
