//! What stands in a lesson's file, and that the program's own are good.

use chainrule::{
    autodiff::BackwardOrder,
    lesson::{Answer, PassPart, Stage},
};

use super::{lesson, own_lessons};

const SMALL: &str = r#"
title = "Small"

[stage]
expression = "z = x * y; square(z)"
at = { x = 2, y = 3.5 }

[[steps]]
text = "See [the product](node:z)."
light = ["z"]
touch = ["x"]
plot = ["x", "y"]
play = "backward"

[[steps]]
text = "Now with x = 5."
at = { x = 5, y = 3.5 }
order = "each contribution"

[steps.question]
ask = "What is the derivative by x?"
answer = { derivative = "x" }
hint = "z is shared."
"#;

#[test]
fn a_file_is_read_with_all_its_fields() {
    let lesson = lesson(SMALL);
    assert_eq!(lesson.title, "Small");
    let [first, second] = lesson.steps.as_slice() else {
        panic!("two steps");
    };
    assert_eq!(first.light, ["z"]);
    assert_eq!(first.touch, ["x"]);
    assert_eq!(first.plot, ["x", "y"]);
    assert_eq!(
        (first.show, first.play),
        (PassPart::Sort, Some(PassPart::All))
    );
    assert_eq!(second.order, BackwardOrder::EachContribution);
    let question = second.question.as_ref().unwrap();
    assert_eq!(question.answer, Answer::Derivative("x".into()));
    assert_eq!(question.hint.as_deref(), Some("z is shared."));
    // A derivative is kept back until it is answered.
    assert_eq!((second.show, second.play), (PassPart::Forward, None));
    let at = |stage: &Stage| match stage {
        Stage::Expression(stage) => stage.at.clone(),
        Stage::Network(_) => panic!("an expression"),
    };
    assert_eq!(at(&first.stage), [2.0, 3.5]);
    assert_eq!(at(&second.stage), [5.0, 3.5]);
    assert_ne!(first.stage_number, second.stage_number);
}

#[test]
fn a_value_is_kept_back_from_the_beginning() {
    let text = SMALL.replace(
        "answer = { derivative = \"x\" }",
        "answer = { value = \"z\" }",
    );
    assert_eq!(lesson(&text).steps[1].show, PassPart::Nothing);
    // Unless the file says how much is to be seen.
    let shown = text.replace("order = \"each contribution\"", "show = \"all\"");
    assert_eq!(lesson(&shown).steps[1].show, PassPart::All);
}

#[test]
fn all_of_the_pass_plays_from_its_beginning() {
    let text = SMALL.replace("play = \"backward\"", "play = \"all\"");
    let step = &lesson(&text).steps[0];
    assert_eq!(
        (step.show, step.play),
        (PassPart::Nothing, Some(PassPart::All))
    );
}

#[test]
fn the_lecture_is_sixteen_lessons_each_with_a_question() {
    let files = own_lessons();
    assert_eq!(files.len(), 16);
    for (number, (name, text)) in files.iter().enumerate() {
        assert!(name.starts_with(&format!("{:02}-", number + 1)), "{name}");
        let lesson = lesson(text);
        let questions = lesson.steps.iter().filter(|step| step.question.is_some());
        assert!(questions.count() >= 1, "{name} asks nothing");
        assert!(lesson.steps.len() >= 3, "{name}");
        for step in &lesson.steps {
            if let Some(question) = &step.question {
                assert!(question.hint.is_some(), "{name}: {}", question.ask);
            }
        }
    }
}
