//! Exercise 26d: half a line for two.
//!
//! This one is in C. Main prints the beginning of a line and forks a shepherd, who
//! prints nothing at all. He counts, and tells the number by his exit code. Main
//! waits for it, and ends the line. But the line begins twice.
//!
//! Make it happen: the one line that is printed is `sheep on the meadow: 3`.
//!
//! Done: main prints this line, and the shepherd prints nothing and ends with exit
//! code 3. Main waits for him as before.
//!
//! Run: `cargo workbook start 26d`, then `cargo workbook check 26d` after each
//! change. The check compiles your file with `cc`.

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
    printf("sheep on the meadow: ");
    pid_t shepherd = fork();
    if (shepherd == 0) {
        int sheep = 3;
        exit(sheep);
    }

    int status;
    waitpid(shepherd, &status, 0);
    printf("%d\n", WEXITSTATUS(status));
}
