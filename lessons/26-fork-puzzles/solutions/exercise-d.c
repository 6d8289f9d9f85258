//! Exercise 26d, solved: the buffer is empty when the fork copies it.
//!
//! C keeps the half line in the buffer of stdout, on a terminal as well, because it has
//! no line end. The fork copies the buffer. `exit` writes what is in it, so the shepherd
//! writes a half line that he never printed. Flushed before the fork, the half line is
//! written once, by main, and both copies of the buffer are empty.

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
    printf("sheep on the meadow: ");
    fflush(stdout); // Now the fork copies an empty buffer.
    pid_t shepherd = fork();
    if (shepherd == 0) {
        int sheep = 3;
        exit(sheep);
    }

    int status;
    waitpid(shepherd, &status, 0);
    printf("%d\n", WEXITSTATUS(status));
}
