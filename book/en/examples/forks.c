#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
    char path[32] = "";
    for (int turn = 0; turn < 2; turn++) {
        strcat(path, turn == 0 ? "" : ", ");
        strcat(path, fork() == 0 ? "right" : "left");
        puts(path);
    }
    while (wait(NULL) > 0);
    if (strcmp(path, "left, left") == 0)
        puts("all roads have been walked");
}
