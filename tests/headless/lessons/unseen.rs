//! A question's answer is not seen before it is given; what was asked is seen afterwards, and no more.

use chainrule::{
    lesson::{LessonTalk, Verdict},
    training::{Accumulation, Playback, SeekTrace, ShownNumbers, ShownTrace, StepOn},
};

use super::Classroom;

/// ∂r/∂z = 2 · 6 = 12, ∂r/∂x = 3 · 12 = 36.
const CHAIN: &str = r#"
title = "Chain"
[stage]
expression = "z = 3 * x; r = square(z)"
at = { x = 2 }
[[steps]]
text = "Forward."
[steps.question]
ask = "?"
answer = { value = "r" }
[[steps]]
text = "Backward."
[steps.question]
ask = "?"
answer = { derivative = "z" }
[[steps]]
text = "The same pass."
[steps.question]
ask = "?"
answer = { derivative = "x" }
[[steps]]
text = "All."
"#;

fn derivative(classroom: &Classroom, name: &str) -> Option<f64> {
    let place = classroom.shown().place(name).unwrap();
    let numbers = classroom.0.world().resource::<ShownNumbers>();
    numbers.derivative(place)
}

fn value(classroom: &Classroom, name: &str) -> Option<f64> {
    let place = classroom.shown().place(name).unwrap();
    classroom.0.world().resource::<ShownNumbers>().value(place)
}

#[test]
fn nothing_is_seen_in_any_frame_before_it_is_answered() {
    let mut classroom = Classroom::with(CHAIN);
    classroom.go(3);
    assert_eq!(derivative(&classroom, "x"), Some(36.0));
    // From a step in which all is seen, back to one that asks.
    LessonTalk::go(classroom.0.world_mut(), -1);
    for _ in 0..5 {
        classroom.0.update();
        assert_eq!(derivative(&classroom, "x"), None);
        // What the step before has asked is told.
        assert_eq!(derivative(&classroom, "z"), Some(12.0));
    }
    LessonTalk::go(classroom.0.world_mut(), -1);
    for _ in 0..5 {
        classroom.0.update();
        assert_eq!(derivative(&classroom, "z"), None);
    }
}

#[test]
fn the_pass_goes_no_further_than_the_question_lets_it() {
    let mut classroom = Classroom::with(CHAIN);
    // The value of r is asked for: forward goes as far as z.
    for _ in 0..3 {
        classroom.0.world_mut().trigger(StepOn);
        classroom.0.update();
        assert_eq!(classroom.position().0, 1);
        assert_eq!(value(&classroom, "z"), Some(6.0));
        assert_eq!(value(&classroom, "r"), None);
    }
    classroom.go(1);
    assert_eq!(value(&classroom, "r"), Some(36.0));
    for seek in [SeekTrace::End, SeekTrace::NextPhase, SeekTrace::NextPhase] {
        classroom.0.world_mut().trigger(seek);
        classroom.0.update();
        assert_eq!(derivative(&classroom, "z"), None, "{seek:?}");
    }
    assert!(classroom.talk().keeps_numbers_back());
}

#[test]
fn an_answer_shows_what_was_asked_and_nothing_of_the_next_question() {
    let mut classroom = Classroom::with(CHAIN);
    assert_eq!(classroom.answer("36"), Verdict::Right(36.0));
    assert_eq!(classroom.playing_to_the_end(), Playback::Paused);
    assert_eq!(value(&classroom, "r"), Some(36.0));
    assert_eq!(derivative(&classroom, "z"), None);

    classroom.go(1);
    assert_eq!(classroom.answer("12"), Verdict::Right(12.0));
    assert_eq!(classroom.playing_to_the_end(), Playback::Paused);
    assert_eq!(derivative(&classroom, "z"), Some(12.0), "what was asked");
    // The next question is about the same pass.
    assert!(classroom.talk().keeps_numbers_back());
    classroom.0.world_mut().trigger(SeekTrace::End);
    classroom.0.update();
    assert_eq!(derivative(&classroom, "x"), None);

    // The next step begins where this one has ended.
    classroom.go(1);
    assert_eq!(derivative(&classroom, "z"), Some(12.0));
    assert_eq!(derivative(&classroom, "x"), None);
    assert_eq!(classroom.answer("36"), Verdict::Right(36.0));
    assert!(!classroom.talk().keeps_numbers_back());
    assert_eq!(classroom.playing_to_the_end(), Playback::Paused);
    assert_eq!(derivative(&classroom, "x"), Some(36.0));
}

#[test]
fn what_was_told_of_one_order_shows_nothing_of_another() {
    let mut classroom = Classroom::with(
        r#"
title = "Orders"
[stage]
expression = "y = 3 * x; r = y + y"
at = { x = 2 }
[[steps]]
text = "Sorted."
[steps.question]
ask = "?"
answer = { derivative = "x" }
[[steps]]
text = "Each contribution."
order = "each contribution"
[steps.question]
ask = "?"
answer = { visits = "y" }
"#,
    );
    assert_eq!(classroom.answer("6"), Verdict::Right(6.0));
    classroom.go(1);
    assert_eq!(derivative(&classroom, "r"), None);
    assert_eq!(value(&classroom, "r"), Some(12.0));
}

#[test]
fn an_answer_is_still_there_when_the_talk_comes_back_on_stage() {
    let mut classroom = Classroom::with(CHAIN);
    classroom.go(2);
    classroom.answer("36");
    LessonTalk::put_on_stage(classroom.0.world_mut(), false);
    classroom.settle();
    LessonTalk::put_on_stage(classroom.0.world_mut(), true);
    classroom.settle();
    assert_eq!(classroom.talk().verdict(), Some(&Verdict::Right(36.0)));
    assert_eq!(derivative(&classroom, "x"), Some(36.0));
}

#[test]
fn passes_that_were_asked_about_are_run_once_they_are_answered() {
    let mut classroom = Classroom::with(
        r#"
title = "Zero"
[stage]
expression = "a * b"
at = { a = 3, b = 5 }
[[steps]]
text = "Thrice."
show = "all"
[steps.question]
ask = "?"
answer = { accumulated = { leaf = "a", passes = 3 } }
"#,
    );
    assert_eq!(derivative(&classroom, "a"), Some(5.0));
    assert_eq!(classroom.answer("15"), Verdict::Right(15.0));
    assert_eq!(classroom.playing_to_the_end(), Playback::Paused);
    assert_eq!(classroom.0.world().resource::<Accumulation>().passes(), 3);
    assert_eq!(derivative(&classroom, "a"), Some(15.0));
}

impl Classroom {
    /// Lets time pass until what plays has come to its end.
    fn playing_to_the_end(&mut self) -> Playback {
        self.0.insert_resource(bevy::prelude::Time::<()>::default());
        for _ in 0..100 {
            let world = self.0.world_mut();
            let mut time = world.resource_mut::<bevy::prelude::Time>();
            time.advance_by(std::time::Duration::from_millis(100));
            self.0.update();
        }
        assert!(self.0.world().resource::<ShownTrace>().trace().is_some());
        self.playback()
    }
}
