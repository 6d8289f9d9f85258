//! The learner's own folder: nothing of it is lost, and an editor works there.
