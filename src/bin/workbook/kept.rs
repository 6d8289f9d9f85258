//! A folder of things that can be made again: it never grows beyond a bound.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

/// So many files are kept in one folder, and when there are more, the newer half of them.
const MOST: usize = 1000;

/// Removes what was written longest ago, if there is too much in `folder`. Who cannot remove
/// anything keeps it.
pub(crate) fn bound(folder: &Path) {
    bound_to(folder, MOST);
}

fn bound_to(folder: &Path, most: usize) {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<_> = files.map(|file| file.path()).collect();
    if files.len() <= most {
        return;
    }
    let written = |path: &Path| fs::metadata(path).and_then(|it| it.modified());
    files.sort_by_cached_key(|path| written(path).unwrap_or(SystemTime::UNIX_EPOCH));
    for file in &files[..files.len() - most / 2] {
        // Another command may have been first.
        let _ = fs::remove_file(file);
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::time::{Duration, SystemTime};

    use super::bound_to;

    #[test]
    fn what_is_newest_is_kept() {
        let folder =
            std::env::temp_dir().join(format!("kept-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let begin = SystemTime::now() - Duration::from_secs(1000);
        for (age, name) in ["e", "d", "c", "b", "a"].into_iter().enumerate() {
            let file = File::create(folder.join(name)).unwrap();
            file.set_modified(begin + Duration::from_secs(age as u64)).unwrap();
        }
        let left = || {
            let files = fs::read_dir(&folder).unwrap();
            let mut names: Vec<_> =
                files.map(|it| it.unwrap().file_name()).collect();
            names.sort();
            names
        };
        bound_to(&folder, 5);
        assert_eq!(left().len(), 5);
        bound_to(&folder, 4);
        assert_eq!(left(), ["a", "b"]);
        fs::remove_dir_all(&folder).unwrap();
    }
}
