//! The talk: stages, questions, what plays.

use bevy::prelude::*;
use chainrule::{
    autodiff::{CHECK_EPSILON, Value},
    lesson::{Answer, LessonProgress, LessonTalk, Stage, Verdict},
    training::{Accumulation, Exhibit, Playback, StagedExpression, StepUnit, Stepping},
};

use super::{super::harness::assert_close, Classroom, lesson, own_lessons};

const LOG_SQUARED: &str = r#"
title = "log(x)²"
[stage]
expression = "l = log(x); square(l)"
at = { x = 2 }
[[steps]]
text = "Begin."
touch = ["x"]
[[steps]]
text = "Ask."
[steps.question]
ask = "?"
answer = { derivative = "x" }
hint = "2 · log(x) / x"
[[steps]]
text = "Play."
play = "forward"
"#;

#[test]
fn a_step_puts_its_stage_up_with_the_whole_pass_done() {
    let classroom = Classroom::with(LOG_SQUARED);
    let world = classroom.0.world();
    assert_eq!(*world.resource::<Exhibit>(), Exhibit::Expression);
    assert_eq!(
        world.resource::<StagedExpression>().text(),
        "l = log(x); square(l)"
    );
    assert_eq!(world.resource::<Stepping>().unit, StepUnit::Node);
    let (position, steps) = classroom.position();
    assert_eq!(position, steps);
}

#[test]
fn a_question_keeps_backward_until_it_is_answered() {
    let mut classroom = Classroom::with(LOG_SQUARED);
    classroom.go(1);
    // Two functions have been computed, and nothing else has been done.
    assert_eq!(classroom.position().0, 2);
    assert_eq!(classroom.playback(), Playback::Paused);

    // log(x) sends 1/2: its d_output was forgotten.
    let Verdict::Wrong { reason, .. } = classroom.answer("0.5") else {
        panic!("it is wrong");
    };
    assert!(reason.unwrap().contains("a forgotten d_output"));
    assert!(classroom.talk().open_question().is_some());
    assert_eq!(classroom.position().0, 2);

    let right = 2_f64.ln(); // 2 · ln 2 / 2
    let Verdict::Right(exact) = classroom.answer("0,6931") else {
        panic!("it is right");
    };
    assert_close(exact, right, 1e-12);
    classroom.0.update();
    assert_eq!(classroom.playback(), Playback::Playing);
    let progress = classroom.0.world().resource::<LessonProgress>();
    assert!(progress.of("test.toml").answered.contains(&1));
}

#[test]
fn what_is_no_number_is_told_so() {
    let mut classroom = Classroom::with(LOG_SQUARED);
    classroom.go(1);
    for typed in ["", "two", "1/2", "inf", "NaN"] {
        assert_eq!(classroom.answer(typed), Verdict::NoNumber, "{typed:?}");
    }
    assert!(matches!(classroom.answer(" −1 "), Verdict::Wrong { .. }));
}

#[test]
fn an_answer_that_was_told_does_not_count() {
    let mut classroom = Classroom::with(LOG_SQUARED);
    classroom.go(1);
    assert_close(classroom.tell(), 2_f64.ln(), 1e-12);
    assert!(classroom.talk().is_answered());
    let progress = classroom.0.world().resource::<LessonProgress>();
    assert!(progress.of("test.toml").answered.is_empty());
}

#[test]
fn a_part_that_plays_begins_and_stops_where_it_should() {
    let mut classroom = Classroom::with(LOG_SQUARED);
    classroom.go(2);
    // The clock stands still: it waits at the beginning.
    assert_eq!(classroom.position().0, 0);
    assert_eq!(classroom.playback(), Playback::Playing);
    classroom.0.insert_resource(Time::<()>::default());
    for _ in 0..60 {
        let mut time = classroom.0.world_mut().resource_mut::<Time>();
        time.advance_by(std::time::Duration::from_millis(100));
        classroom.0.update();
    }
    assert_eq!(classroom.position().0, 2, "both functions, no more");
    assert_eq!(classroom.playback(), Playback::Paused);
    let progress = classroom.0.world().resource::<LessonProgress>();
    assert!(progress.of("test.toml").is_finished);
}

#[test]
fn what_was_tried_out_goes_back_when_a_step_begins() {
    let mut classroom = Classroom::with(LOG_SQUARED);
    let x = classroom.0.world().resource::<StagedExpression>().leaves()[0];
    classroom.0.world_mut().get_mut::<Value>(x).unwrap().0 = 7.0;
    classroom.settle();
    classroom.go(1);
    let x = classroom.0.world().resource::<StagedExpression>().leaves()[0];
    assert_eq!(classroom.0.world().get::<Value>(x).unwrap().0, 2.0);
}

#[test]
fn one_cannot_go_beyond_the_ends() {
    let mut classroom = Classroom::with(LOG_SQUARED);
    classroom.go(-1);
    assert_eq!(classroom.talk().step_number(), 0);
    classroom.go(100);
    assert_eq!(classroom.talk().step_number(), 2);
}

#[test]
fn passes_that_nobody_zeroes_add_up() {
    let mut classroom = Classroom::with(
        r#"
title = "Zero"
[stage]
expression = "c = a + b; c * d"
at = { a = 3, b = 2, d = 1 }
[[steps]]
text = "Thrice."
zero = false
passes = 3
"#,
    );
    assert_eq!(classroom.0.world().resource::<Accumulation>().passes(), 3);
    classroom.go(0);
    let shown = classroom.shown();
    let a = shown.names.iter().position(|name| name == "a").unwrap();
    let trace = classroom
        .0
        .world()
        .resource::<chainrule::training::ShownTrace>();
    assert_eq!(trace.trace().unwrap().state().derivative(a), Some(3.0));
}

/// What a question about a derivative must have for an answer, by a central difference on the graph on stage.
fn by_difference(classroom: &Classroom, leaf: &str) -> Option<f64> {
    let shown = classroom.shown();
    let place = shown.names.iter().position(|name| name == leaf)?;
    shown.graph.nodes()[place].is_leaf().then_some(())?;
    let values = shown.graph.values_in(classroom.0.world());
    let epsilon = CHECK_EPSILON * values[place].abs().max(1.0);
    Some(
        shown
            .graph
            .central_difference(&values, place, epsilon)
            .quotient,
    )
}

#[test]
fn every_question_of_the_lecture_is_answered_wrongly_and_rightly() {
    let (mut questions, mut differences) = (0, 0);
    for (name, text) in own_lessons() {
        let lesson = lesson(&text);
        let mut classroom = Classroom::new();
        classroom.open(lesson.clone(), 0);
        for (number, step) in lesson.steps.iter().enumerate() {
            assert_eq!(classroom.talk().step_number(), number);
            if let Some(question) = &step.question {
                questions += 1;
                let what = format!("{name}, step {}: {}", number + 1, question.ask);
                let right = classroom.tell();
                assert!(right.is_finite(), "{what}");
                if let Answer::Derivative(leaf) = &question.answer
                    && let Some(difference) = by_difference(&classroom, leaf)
                {
                    differences += 1;
                    assert_close(right, difference, 1e-6);
                }
                // Once more, as a learner would: wrong, then right to four digits.
                classroom.go(if number == 0 { 1 } else { -1 });
                classroom.go(if number == 0 { -1 } else { 1 });
                let wrong = classroom.answer(&format!("{}", right + 17.0));
                assert!(matches!(wrong, Verdict::Wrong { .. }), "{what}: {wrong:?}");
                let rounded = format!("{right:.3e}");
                let verdict = classroom.answer(&rounded);
                assert_eq!(verdict, Verdict::Right(right), "{what}");
            }
            classroom.go(1);
        }
        let progress = classroom
            .0
            .world()
            .resource::<LessonProgress>()
            .of("test.toml");
        assert!(progress.is_finished, "{name}");
    }
    assert!(questions >= 16, "{questions}");
    assert!(differences >= 10, "{differences}");
}

#[test]
fn every_step_of_the_lecture_has_its_stage_and_its_lit_nodes() {
    for (name, text) in own_lessons() {
        let lesson = lesson(&text);
        let mut classroom = Classroom::new();
        for (number, step) in lesson.steps.iter().enumerate() {
            classroom.open(lesson.clone(), number);
            let wanted = match *step.stage {
                Stage::Expression(_) => Exhibit::Expression,
                Stage::Network(_) => Exhibit::Network,
            };
            assert_eq!(*classroom.0.world().resource::<Exhibit>(), wanted);
            let shown = classroom.shown();
            for lit in &step.light {
                let is_there = lit == "loss" || shown.names.iter().any(|it| it == lit);
                assert!(
                    is_there,
                    "{name}, step {}: {lit} is not in {:?}",
                    number + 1,
                    shown.names
                );
            }
        }
    }
}

#[test]
fn a_lesson_that_is_closed_leaves_no_step() {
    let mut classroom = Classroom::with(LOG_SQUARED);
    classroom
        .0
        .world_mut()
        .trigger(chainrule::lesson::OpenLesson {
            lesson: None,
            step: 0,
        });
    classroom.settle();
    assert_eq!(classroom.talk(), &LessonTalk::default());
}
