//! A story in the making: it takes only the steps that are ordered.

use crate::model::Model;
use crate::story::{Step, Story};

/// The story of a process, as far as it is told, and where that has got to.
pub(crate) struct Draft {
    pub(crate) story: Story,
    pub(crate) model: Model,
}

impl Draft {
    /// The story of a process that is born as `model` says.
    pub(crate) fn of(model: Model) -> Self {
        Self { story: Story::new(), model }
    }

    /// Adds `step` if it is ordered, and says whether it is.
    ///
    /// What a child does is decided when it is started: it knows what was before. `tell`
    /// says it, given how the child is born and what stands under its `new`.
    pub(crate) fn add(
        &mut self,
        step: Step,
        tell: impl FnOnce(Model, Story) -> Story,
    ) -> bool {
        if let ["start", slot] = step.words().as_slice()
            && let Ok(slot) = slot.parse()
            && let Some(child) = self.model.child(slot)
        {
            let new = format!("new {slot} ");
            let mut made = self.story.iter_mut().rev();
            let made = made.find(|step| step.text.starts_with(&new));
            let made = made.expect("an object is made before it is started");
            made.body = tell(child, made.body.split_off(0));
            self.model.give_body(slot, made.body.clone());
        }
        let mut model = self.model.clone();
        let ordered = model.step(&step).is_ok();
        if ordered {
            self.model = model;
            self.story.push(step);
        }
        ordered
    }
}

/// What is left of `story` without the steps that are not ordered.
pub(crate) fn prune(model: Model, story: Story) -> Story {
    let mut draft = Draft::of(model);
    for step in story {
        draft.add(step, prune);
    }
    draft.story
}
