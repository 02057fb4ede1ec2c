//! What is said of a file with a mistake: line, field, what would be right.

use chainrule::lesson::{Lesson, LessonError};

const GOOD: &str = r#"title = "T"

[stage]
expression = '''
z = x * y
log(z)
'''
at = { x = 2, y = 3 }

[[steps]]
text = "[z](node:z)"
light = ["z"]

[steps.question]
ask = "?"
answer = { derivative = "x" }
"#;

fn error(text: &str) -> LessonError {
    text.parse::<Lesson>().expect_err("a mistake")
}

/// Replaces a part of the good file, and expects a complaint in a line, about a field, with these words.
#[track_caller]
fn assert_complains(part: &str, wrong: &str, line: usize, field: &str, words: &str) {
    assert!(GOOD.contains(part), "{part}");
    let error = error(&GOOD.replacen(part, wrong, 1));
    assert_eq!(error.line, line, "{error}");
    assert_eq!(error.field.as_deref(), Some(field), "{error}");
    assert!(error.complaint.contains(words), "{error}");
}

#[test]
fn the_file_without_a_mistake_is_good() {
    GOOD.parse::<Lesson>().unwrap();
}

#[test]
fn fields_that_are_misspelt_missing_or_of_another_kind_are_named() {
    assert_complains("light =", "lihgt =", 12, "lihgt", "did you mean `light`?");
    assert_complains(
        "title = \"T\"",
        "title = 3",
        1,
        "title",
        "a text in quotes, and is the number `3`",
    );
    assert_complains(
        "light = [\"z\"]",
        "light = \"z\"",
        12,
        "light",
        "it should be a list",
    );
    assert_complains(
        "text = \"[z](node:z)\"\n",
        "",
        10,
        "text",
        "every step has a text",
    );
    assert_complains(
        "at = { x = 2,",
        "at = { x = \"2\",",
        8,
        "at",
        "it should be a number",
    );
    let error = error("[stage]\nexpression = \"x\"\n");
    assert_eq!(error.field.as_deref(), Some("title"), "{error}");
    assert!(
        error.complaint.contains("a lesson begins with title"),
        "{error}"
    );
}

#[test]
fn a_text_that_is_no_toml_is_told_where_it_stops_being_one() {
    let error = error("title = \"T\"\nstage = {\n");
    assert!(error.line >= 2, "{error}");
}

#[test]
fn a_mistake_in_the_expression_has_its_own_line() {
    assert_complains(
        "log(z)",
        "sigmod(z)",
        6,
        "expression",
        "did you mean `sigmoid`?",
    );
    assert_complains("z = x * y", "z = x * )", 5, "expression", "expected");
}

#[test]
fn values_that_are_missing_unknown_or_outside_of_a_domain_are_named() {
    assert_complains(
        "x = 2, y = 3",
        "x = 2",
        8,
        "at",
        "the value of `y` is missing",
    );
    assert_complains("y = 3", "y = 3, w = 1", 8, "at", "no variable `w`");
    assert_complains("x = 2,", "x = -2,", 8, "at", "log takes positive numbers");
    assert_complains(
        "at = { x = 2, y = 3 }\n",
        "",
        4,
        "expression",
        "need values",
    );
    assert_complains("x = 2,", "x = inf,", 8, "at", "finite");
}

#[test]
fn names_that_no_node_has_are_told_which_there_are() {
    assert_complains(
        "light = [\"z\"]",
        "light = [\"w\"]",
        12,
        "light",
        "the nodes are x, y, z, v1",
    );
    assert_complains("(node:z)", "(node:w)", 11, "text", "`node:w` leads nowhere");
    assert_complains(
        "derivative = \"x\"",
        "derivative = \"w\"",
        16,
        "answer",
        "there is no node `w`",
    );
    assert_complains("light = [\"z\"]", "plot = [\"z\"]", 12, "plot", "variables");
    assert_complains(
        "light = [\"z\"]",
        "touch = [\"q\"]",
        12,
        "touch",
        "there is no node `q`",
    );
}

#[test]
fn questions_that_a_node_cannot_answer_are_refused() {
    assert_complains(
        "answer = { derivative = \"x\" }",
        "answer = { saved = \"z\" }",
        16,
        "answer",
        "saves 2 numbers",
    );
    assert_complains(
        "answer = { derivative = \"x\" }",
        "answer = { local = { node = \"z\", input = \"v1\" } }",
        16,
        "answer",
        "`v1` is no input of `z`",
    );
    assert_complains(
        "answer = { derivative = \"x\" }",
        "answer = { stepped = { leaf = \"z\", learning_rate = 0.1 } }",
        16,
        "answer",
        "`z` is no leaf",
    );
    assert_complains(
        "answer = { derivative = \"x\" }",
        "answer = { slope = \"x\" }",
        16,
        "answer",
        "no such question as `slope`",
    );
}

#[test]
fn parts_orders_and_passes_have_their_words() {
    assert_complains(
        "light = [\"z\"]",
        "show = \"half\"",
        12,
        "show",
        "nothing, forward, sort or all",
    );
    assert_complains(
        "light = [\"z\"]",
        "play = \"half\"",
        12,
        "play",
        "forward, sort, backward or all",
    );
    assert_complains(
        "light = [\"z\"]",
        "order = \"any\"",
        12,
        "order",
        "accumulated so far",
    );
    assert_complains(
        "light = [\"z\"]",
        "passes = 2",
        12,
        "passes",
        "zero = false",
    );
    assert_complains(
        "light = [\"z\"]",
        "train = true",
        12,
        "train",
        "only a network trains",
    );
}

#[test]
fn a_lesson_has_a_step_and_a_stage_has_one_thing_on_it() {
    let empty = error("title = \"T\"\nsteps = []\n[stage]\nexpression = \"2\"\n");
    assert!(empty.complaint.contains("at least one step"), "{empty}");
    let nothing = error("title = \"T\"\n[stage]\n[[steps]]\ntext = \"\"\n");
    assert!(
        nothing.complaint.contains("either `expression`"),
        "{nothing}"
    );
}

#[test]
fn a_networks_data_and_parameters_are_checked() {
    let network = |fields: &str| {
        error(&format!(
            "title = \"T\"\n[stage.network]\ndataset = \"split\"\n{fields}\n[[steps]]\ntext = \"\"\n"
        ))
    };
    let unknown = network("parameters = { \"layer1.weight_9_9\" = 1 }");
    assert_eq!(unknown.line, 4);
    assert!(
        unknown
            .complaint
            .contains("no parameter `layer1.weight_9_9`"),
        "{unknown}"
    );
    let missing = network("parameters = { \"layer1.weight_0_0\" = 1 }");
    assert!(missing.complaint.contains("is missing"), "{missing}");
    let points = network("points = 0\nparameters = {}");
    assert_eq!(points.field.as_deref(), Some("points"));
    let text = "title = \"T\"\n[stage.network]\ndataset = \"moons\"\nparameters = {}\n[[steps]]\ntext = \"\"\n";
    assert!(
        error(text)
            .complaint
            .contains("there is no data set `moons`")
    );
}

#[test]
fn what_is_wrong_is_one_line() {
    let error = error(
        "title = \"T\"\n[stage]\nexpression = \"x\"\nat = { x = 1 }\n[[steps]]\ntxt = \"\"\n",
    );
    assert_eq!(error.to_string().lines().count(), 1, "{error}");
    assert!(error.to_string().starts_with("line "), "{error}");
}

#[test]
fn what_belongs_elsewhere_is_told_where() {
    // Behind the question every field is the question's.
    let error = error(&format!("{GOOD}plot = [\"x\"]\n"));
    assert_eq!((error.line, error.field.as_deref()), (17, Some("plot")));
    assert!(
        error.complaint.contains("above [steps.question]"),
        "{error}"
    );
    assert_complains(
        "[steps.question]",
        "[[steps.question]]",
        14,
        "steps.question",
        "in one pair of brackets",
    );
    assert_complains("[[steps]]", "[steps]", 10, "steps", "[[steps]]");
    assert_complains(
        "answer = { derivative = \"x\" }",
        "answer = 3",
        16,
        "answer",
        "the engine computes the number",
    );
    assert_complains(
        "derivative = \"x\"",
        "derivatve = \"x\"",
        16,
        "answer",
        "did you mean `derivative`?",
    );
}

#[test]
fn links_in_every_text_lead_somewhere_and_have_their_own_line() {
    assert_complains(
        "ask = \"?\"",
        "ask = \"[w](node:w)\"",
        15,
        "ask",
        "`node:w` leads nowhere",
    );
    let hint = "answer = { derivative = \"x\" }\nhint = \"\"\"\nOne.\nTwo: [w](node:w).\"\"\"";
    assert_complains(
        "answer = { derivative = \"x\" }",
        hint,
        19,
        "hint",
        "node:w",
    );
}

#[test]
fn steps_of_no_length_are_refused() {
    for (question, words) in [
        (
            "central_difference = { leaf = \"x\", epsilon = 0.0 }",
            "epsilon",
        ),
        (
            "stepped = { leaf = \"x\", learning_rate = -0.1 }",
            "learning_rate",
        ),
        (
            "accumulated = { leaf = \"x\", passes = 4000000000 }",
            "from 1 to 20",
        ),
    ] {
        assert_complains("derivative = \"x\"", question, 16, "answer", words);
    }
}

#[test]
fn a_question_about_a_network_is_asked_when_the_file_is_read() {
    let network = |answer: &str| {
        format!(
            "title = \"T\"\n[stage.network]\ndataset = \"simple\"\nparameters = {{ \"layer1.weight_0_0\" = 1, \
             \"layer1.weight_1_0\" = 0, \"layer1.bias_0\" = -0.8, \"layer1.weight_0_1\" = -1, \"layer1.weight_1_1\" = 0, \
             \"layer1.bias_1\" = 0.25, \"layer2.weight_0_0\" = 3, \"layer2.weight_1_0\" = 3, \"layer2.bias_0\" = -0.3 \
             }}\n[[steps]]\ntext = \"?\"\n[steps.question]\nask = \"?\"\nanswer = {{ {answer} }}\n"
        )
    };
    network("derivative = \"layer1.bias_0\"")
        .parse::<Lesson>()
        .unwrap();
    network("value = \"loss\"").parse::<Lesson>().unwrap();
    for (answer, words) in [
        ("saved = \"x1\"", "saves 0 numbers"),
        ("local = { node = \"loss\", input = \"x1\" }", "which reads"),
        (
            "stepped = { leaf = \"loss\", learning_rate = 0.1 }",
            "no leaf",
        ),
        ("derivative = \"layer3.bias_0\"", "there is no node"),
    ] {
        let error = error(&network(answer));
        assert_eq!((error.line, error.field.as_deref()), (9, Some("answer")));
        assert!(error.complaint.contains(words), "{error}");
    }
}
