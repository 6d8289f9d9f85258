//! The same measurements in CPython.

#[path = "../../python.rs"]
mod python;

const PRELUDE: &str = "
import multiprocessing, os, time
multiprocessing.set_start_method('fork')
def nothing(): pass
def median(values): return sorted(values)[len(values) // 2]
def idle(count):
    reader, writer = os.pipe()
    children = [multiprocessing.Process(target=os.read, args=(reader, 1)) for _ in range(count)]
    for child in children: child.start()
    return children, writer
def end(children, writer):
    os.write(writer, b'x' * len(children))
    for child in children: child.join()
def available():
    for line in open('/proc/meminfo'):
        if line.startswith('MemAvailable:'): return float(line.split()[1])
";

/// Microseconds for a start and a join.
pub(crate) fn start_and_join() -> Option<f64> {
    run("
def once():
    start = time.perf_counter()
    child = multiprocessing.Process(target=nothing)
    child.start()
    child.join()
    return (time.perf_counter() - start) * 1e6
print(median([once() for _ in range(500)]))
")
}

/// Microseconds for `active_children()` with 1,000 of them.
pub(crate) fn active_children() -> Option<f64> {
    run("
children, writer = idle(1000)
def once():
    start = time.perf_counter()
    multiprocessing.active_children()
    return (time.perf_counter() - start) * 1e6
print(median([once() for _ in range(51)]))
end(children, writer)
")
}

/// KiB that the system has less of for each idle child.
pub(crate) fn idle_child_kib() -> Option<f64> {
    run("
before = available()
children, writer = idle(500)
time.sleep(1)
print((before - available()) / 500)
end(children, writer)
")
}

fn run(program: &str) -> Option<f64> {
    python::run(&format!("{PRELUDE}{program}"))
}
