//! What the learner has done is a text file.
