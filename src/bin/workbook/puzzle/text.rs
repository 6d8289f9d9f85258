//! Source text, line by line.

/// Lines, each behind its indentation.
#[derive(Debug, Default)]
pub(crate) struct Text {
    text: String,
    depth: usize,
}

impl Text {
    pub(crate) fn line(&mut self, line: impl AsRef<str>) {
        let line = line.as_ref();
        if !line.is_empty() {
            self.text.push_str(&"    ".repeat(self.depth));
        }
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Has what is written meanwhile stand further to the right.
    pub(crate) fn indented(&mut self, write: impl FnOnce(&mut Self)) {
        self.open();
        write(self);
        self.close();
    }

    pub(crate) fn open(&mut self) {
        self.depth += 1;
    }

    pub(crate) fn close(&mut self) {
        self.depth -= 1;
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.text
    }
}
