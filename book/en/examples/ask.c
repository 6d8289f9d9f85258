#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
    if (fork() == 0) {
        puts("child: done");
        return 0;
    }
    int ended = waitpid(-1, NULL, WNOHANG);
    puts(ended ? "main: it has ended" : "main: not yet");
}
