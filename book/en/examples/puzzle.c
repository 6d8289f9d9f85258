#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
    puts("start");
    if (fork() == 0) {
        puts("child");
        return 0;
    }
    puts("parent");
    wait(NULL);
    puts("end");
}
