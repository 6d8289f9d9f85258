// Performs a script with real system calls, one for each instruction.
//
// usage: puppet SCRIPT LOCKS [SECONDS]
//
// script.rs says what a script is, and machine.rs what each instruction does. The locks are
// on files whose paths begin with LOCKS. After SECONDS the kernel ends each process, in case
// that they stand still. Nothing else depends on time, and nothing is buffered.

#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FEW = 8, MANY = 64 };

// The instructions of each process, as they are in the script.
static char *steps[FEW][MANY];
static int counts[FEW];

// What this process knows. A fork copies it: 0 is a process that it does not know.
static int self;
static pid_t pids[FEW];
static int ends[FEW][2];
static int locks[FEW];

static const char *prefix;
static unsigned seconds;

static void say(const char *word) {
    char line[16];
    int length = snprintf(line, sizeof line, "%s\n", word);
    if (write(1, line, length) != length) _exit(3);
}

static void begin(int process) {
    self = process;
    pids[process] = getpid();
    if (seconds) alarm(seconds);
    // A file that the parent has locked stays open here, but it is not this process's lock.
    for (int lock = 0; lock < FEW; lock++) locks[lock] = -1;
}

static int take(int lock, int how) {
    char path[4096];
    snprintf(path, sizeof path, "%slock-%d", prefix, lock);
    int file = open(path, O_RDONLY | O_CREAT, 0600);
    if (file < 0) _exit(4);
    if (flock(file, how) == 0) {
        locks[lock] = file;
        return 1;
    }
    close(file);
    return 0;
}

static void shut(int *end) {
    close(*end);
    *end = -1;
}

static const char *receive(int pipe) {
    static char byte[2];
    ssize_t got = read(ends[pipe][0], byte, 1);
    return got == 1 ? byte : got == 0 ? "eof" : "error";
}

static const char *poll_for(int child) {
    pid_t got = pids[child] ? waitpid(pids[child], NULL, WNOHANG) : -1;
    return got > 0 ? "ended" : got == 0 ? "alive" : "none";
}

// How many instructions are skipped.
static int perform(const char *step) {
    char verb[16] = "", object[16] = "", then[16] = "";
    int count = 0;
    sscanf(step, "%15s %15s %15s %d", verb, object, then, &count);
    int number = atoi(object);
    const char *answer = NULL;
    int is_got = 0;

    if (!strcmp(verb, "print")) say(object);
    else if (!strcmp(verb, "fork")) {
        pid_t pid = fork();
        if (pid < 0) _exit(5);
        if (pid == 0) return -1 - number;
        pids[number] = pid;
    } else if (!strcmp(verb, "wait") && !strcmp(object, "any")) wait(NULL);
    else if (!strcmp(verb, "wait")) {
        if (pids[number]) waitpid(pids[number], NULL, 0);
    } else if (!strcmp(verb, "poll")) {
        answer = poll_for(number);
        is_got = !strcmp(answer, "ended");
    } else if (!strcmp(verb, "pipe")) {
        if (pipe(ends[number]) != 0) _exit(6);
    } else if (!strcmp(verb, "send")) {
        char name = self ? '0' + self : 'm';
        // Without the end it fails, and without a reader it kills.
        ssize_t ignored = write(ends[number][1], &name, 1);
        (void)ignored;
    } else if (!strcmp(verb, "receive")) {
        answer = receive(number);
        is_got = strcmp(answer, "eof") && strcmp(answer, "error");
    } else if (!strcmp(verb, "close-read")) shut(&ends[number][0]);
    else if (!strcmp(verb, "close-write")) shut(&ends[number][1]);
    else if (!strcmp(verb, "kill")) {
        if (pids[number]) kill(pids[number], SIGKILL);
    } else if (!strcmp(verb, "terminate")) {
        if (pids[number]) kill(pids[number], SIGTERM);
    } else if (!strcmp(verb, "lock")) take(number, LOCK_EX);
    else if (!strcmp(verb, "try")) {
        is_got = take(number, LOCK_EX | LOCK_NB);
        answer = is_got ? "got" : "busy";
    } else if (!strcmp(verb, "unlock")) {
        if (locks[number] >= 0) {
            flock(locks[number], LOCK_UN);
            shut(&locks[number]);
        }
    } else if (!strcmp(verb, "exit")) _exit(0);
    else _exit(7);

    if (answer && !strcmp(then, "print")) say(answer);
    return answer && !strcmp(then, "skip") && !is_got ? count : 0;
}

static void run(int process) {
    begin(process);
    for (int at = 0; at < counts[process]; at++) {
        int skipped = perform(steps[process][at]);
        if (skipped < 0) { // This is the child.
            process = -1 - skipped;
            begin(process);
            at = -1;
        } else at += skipped;
    }
    _exit(0);
}

static void parse(char *script) {
    int process = 0;
    char *lines, *words;
    for (char *line = strtok_r(script, "\n", &lines); line;
         line = strtok_r(NULL, "\n", &lines), process++) {
        char *rest = strchr(line, ':');
        if (!rest || process == FEW) _exit(8);
        for (char *step = strtok_r(rest + 1, ",", &words); step;
             step = strtok_r(NULL, ",", &words)) {
            if (counts[process] == MANY) _exit(9);
            steps[process][counts[process]++] = step;
        }
    }
}

int main(int argc, char **argv) {
    if (argc < 3) return 2;
    prefix = argv[2];
    seconds = argc > 3 ? atoi(argv[3]) : 0;
    // A test may have been started with other answers to signals.
    signal(SIGPIPE, SIG_DFL);
    signal(SIGCHLD, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    for (int pipe = 0; pipe < FEW; pipe++) ends[pipe][0] = ends[pipe][1] = -1;
    parse(argv[1]);
    run(0);
}
