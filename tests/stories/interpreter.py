"""Lives stories with CPython's multiprocessing.Process, as ours.rs does with ours.

story.rs says what the steps mean. Each story on stdin (a line `LENGTH LIE`, then its
text) is lived by a fork of this process, in which multiprocessing was imported and never
used. The answer on stdout is a line `EXITCODE LENGTH LENGTH`, then the story's stdout and
stderr. What comes of the step on line LIE is misreported: the comparison must notice.
"""

import multiprocessing
import os
import re
import resource
import select
import signal
import socket
import sys
import tempfile
from multiprocessing import connection, process

# When a story is taken to hang.
PATIENCE = 60


def serve():
    """Answers to every story but its own, which it returns, in a process of its own."""
    while True:
        header = b''
        while not header.endswith(b'\n'):
            byte = os.read(0, 1)
            if not byte:
                return None
            header += byte
        length, lie = map(int, header.split())
        text = b''
        while len(text) < length:
            text += os.read(0, length - len(text))
        reading, writing = os.pipe()
        with tempfile.TemporaryFile() as stderr:
            pid = os.fork()
            if pid == 0:
                os.setpgid(0, 0)
                # Main has something to read, which its children must not.
                os.dup2(os.open(__file__, os.O_RDONLY), 0)
                os.dup2(writing, 1)
                os.dup2(stderr.fileno(), 2)
                os.close(reading)
                os.close(writing)
                return text.decode(), lie
            os.close(writing)
            stdout = b''
            while True:
                if not select.select([reading], [], [], PATIENCE)[0]:
                    os.killpg(pid, signal.SIGKILL)
                    stdout += b'0 hangs\n'
                data = os.read(reading, 1 << 16)
                if not data:
                    break
                stdout += data
            os.close(reading)
            status = os.waitpid(pid, 0)[1]
            signaled = os.WIFSIGNALED(status)
            code = -os.WTERMSIG(status) if signaled else os.WEXITSTATUS(status)
            stderr.seek(0)
            answer(code, stdout, stderr.read())


def answer(code, stdout, stderr):
    data = b'%d %d %d\n' % (code, len(stdout), len(stderr)) + stdout + stderr
    while data:
        data = data[os.write(1, data):]


def read(text):
    """The steps of a story: line, words, and the steps below."""
    story = []
    bodies = [story]
    for number, line in enumerate(text.splitlines(), 1):
        depth = (len(line) - len(line.lstrip(' '))) // 2
        del bodies[depth + 1:]
        body = []
        bodies[depth].append((number, line.strip(' ').split(' '), body))
        bodies.append(body)
    return story


class Failed(Exception):
    pass


class Slot:
    """An object, and the line to the child that it has started or will start."""

    def __init__(self, process, line=None):
        self.process = process
        self.line = line


slots = {}
first_key = process.current_process().authkey
lie = 0


def say(line, what):
    """Writes a line to stdout, past what is in its buffer."""
    if line and line == lie:
        what = 'a lie'
    os.write(1, ('%d %s\n' % (line, what)).encode())


def bear(line, story, up):
    """What a child does: the steps below the `new` on line `line`."""
    me = process.current_process()
    for number, slot in list(slots.items()):
        if slot.line:
            slot.line.close()
        if slot.process is me:
            del slots[number]
    say(line, 'born pid=%d' % os.getpid())
    try:
        live(story, up)
    finally:
        say(line, 'finally')


class MyProcess(multiprocessing.Process):
    def __init__(self, args, **options):
        super().__init__(**options)
        self.body = args

    def run(self):
        bear(*self.body)


def live(story, up=None):
    for line, words, body in story:
        verb = words[0]
        if verb in ('return', 'fail', 'panic', 'exit', 'leave'):
            say(line, 'now')
        if verb == 'return':
            return
        elif verb in ('fail', 'panic'):
            raise Failed()
        elif verb == 'exit':
            sys.exit(int(words[1]))
        elif verb == 'leave':
            os._exit(int(words[1]))
        elif verb == 'hold':
            hold(up)
            say(line, 'done')
        else:
            try:
                told = steps[verb](line, body, *words[1:])
            except (AssertionError, ValueError, AttributeError) as error:
                told = 'error: ' + meaning(str(error))
            say(line, 'done' if told is None else told)


def meaning(text):
    """An error's text as ours has it."""
    # S-063
    text = re.sub("'NoneType' object has no attribute '.*'", 'process not started', text)
    # S-104
    return text.replace('Cannot', 'cannot').split('.')[0]


def hold(up):
    """Waits for the parent's `go`. A process whose parent has ended ends too."""
    try:
        up.send(b'.')
        met = up.recv(1)
    except OSError:
        met = b''
    if not met:
        os._exit(0)


def of(whom):
    """The process that `whom` names."""
    if whom == 'me':
        return multiprocessing.current_process()
    if whom == 'up':
        return multiprocessing.parent_process()
    return slots[whom].process


def step_new(line, body, slot, kind, *options):
    down, up = socket.socketpair()
    options = dict(option.split('=') for option in options)
    if 'daemon' in options:
        options['daemon'] = options['daemon'] == 'yes'
    args = (line, body, up)
    if kind == 'MyProcess':
        made = MyProcess(args, **options)
    else:
        made = multiprocessing.Process(target=bear, args=args, **options)
    made.up = up
    slots[slot] = Slot(made, down)


def step_keep(line, body, slot):
    slots[slot] = Slot(of('me'))


def step_alias(line, body, slot, other):
    pid = of(other).pid
    child, = [p for p in multiprocessing.active_children() if p.pid == pid]
    slots[slot] = Slot(child, slots[other].line)


def step_start(line, body, whom):
    starter = of(whom)
    starter.start()
    starter.up.close()


def step_join(line, body, whom, timeout=None):
    of(whom).join(timeout and int(timeout) / 1000)
    return exitcode(of(whom))


def step_kill(line, body, whom):
    if hasattr(of(whom), 'kill'):
        of(whom).kill()
    # S-103: CPython 3.6 has none.
    elif of(whom)._popen is None:
        raise ValueError('process not started')
    elif of(whom)._popen.returncode is None:
        os.kill(of(whom).pid, signal.SIGKILL)


def step_name(line, body, whom, name):
    of(whom).name = name


def step_daemon(line, body, whom, daemon):
    of(whom).daemon = daemon == 'yes'


def step_authkey(line, body, whom, digits):
    of(whom).authkey = bytes.fromhex(digits)


def step_see(line, body, whom, attribute):
    if of(whom) is None:
        return 'none'
    return attributes[attribute](of(whom))


def exitcode(p):
    try:
        return 'none' if p.exitcode is None else p.exitcode
    except ValueError:
        return 'none'  # S-105: ours has no error to give


def pid(p):
    try:
        return 'none' if p.pid is None else 'pid=%d' % p.pid
    except ValueError:
        return 'none'  # S-105


def ident(p):
    try:
        return 'none' if p.ident is None else 'pid=%d' % p.ident
    except ValueError:
        return 'none'  # S-105


def authkey(p):
    return "main's first" if p.authkey == first_key else bytes(p.authkey).hex()


def as_in_3_6(p):
    """The repr, in the form of CPython 3.6."""  # S-036 to S-042
    newer = re.compile(
        r"<(\w+) name='(.*?)'(?: pid=\d+)? parent=\w+ (\w+)(?: exitcode=(\S+?))?( daemon)?>"
    )
    match = newer.match(repr(p))
    if not match:
        return repr(p)
    kind, name, state, code, daemon = match.groups()
    if code not in (None, '0'):
        state += '[%s]' % (code[1:] if code.startswith('-SIG') else code)
    return '<%s(%s, %s%s)>' % (kind, name, state, daemon or '')


def is_readable(p):
    return yes(connection.wait([p.sentinel], 0))


def yes(truth):
    return 'true' if truth else 'false'


attributes = {
    'name': lambda p: p.name,
    'daemon': lambda p: yes(p.daemon),
    'pid': pid,
    'ident': ident,
    'exitcode': exitcode,
    'is_alive': lambda p: yes(p.is_alive()),
    'authkey': authkey,
    'repr': as_in_3_6,
    'sentinel': is_readable,
}


def step_wait(line, body, *waited):
    sentinels = [of(slot).sentinel for slot in waited]
    ended = connection.wait(sentinels, 0)
    return ' '.join(slot for slot in waited if of(slot).sentinel in ended)


def step_children(line, body):
    return ' '.join(sorted(p.name for p in multiprocessing.active_children()))


def step_ended(line, body, slot):
    try:
        os.waitid(os.P_PID, of(slot).pid, os.WEXITED | os.WNOWAIT)
    except ChildProcessError:
        pass  # It is reaped already.


def step_block(line, body):
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])


def step_mutter(line, body):
    sys.stdout.write('~%d~' % line)


def step_stdin(line, body):
    text = sys.stdin.read()
    return 'Some(%d): "%s"' % (len(text), text)


steps = {
    'new': step_new,
    'keep': step_keep,
    'alias': step_alias,
    'start': step_start,
    'close': lambda line, body, whom: of(whom).close(),
    'join': step_join,
    'terminate': lambda line, body, whom: of(whom).terminate(),
    'kill': step_kill,
    'signal': lambda line, body, whom, number: os.kill(of(whom).pid, int(number)),
    'die': lambda line, body, number: os.kill(os.getpid(), int(number)),
    'name': step_name,
    'daemon': step_daemon,
    'authkey': step_authkey,
    'see': step_see,
    'wait': step_wait,
    'children': step_children,
    'cpus': lambda line, body: multiprocessing.cpu_count(),
    'meet': lambda line, body, slot: slots[slot].line.recv(1) and None,
    'go': lambda line, body, slot: slots[slot].line.send(b'.') and None,
    'ended': step_ended,
    'block': step_block,
    'mutter': step_mutter,
    'stdin': step_stdin,
}

if __name__ == '__main__':
    multiprocessing.set_start_method('fork')
    mine = serve()
    if mine:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        text, lie = mine
        say(0, 'born pid=%d' % os.getpid())
        live(read(text))
