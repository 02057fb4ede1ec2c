//! What the TOML reader says, in a teacher's words.

/// The fields of a step.
const OF_STEP: [&str; 13] = [
    "text", "stage", "at", "light", "show", "play", "order", "zero", "passes", "touch", "plot",
    "train", "question",
];
/// How steps are written.
const BRACKETS: &str = "every step begins with [[steps]], in two pairs of brackets";
/// A name this near to another is meant for it; 1 is the same.
const LIKENESS: f64 = 0.8;

/// The field that a message is about, if it says so itself, and what is to be told.
pub(super) fn in_words(message: &str, field: Option<&str>, line: &str) -> (Option<String>, String) {
    let named: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let field = field.unwrap_or_default();
    let words = match named.as_slice() {
        [missing] if message.starts_with("missing field") => {
            return (Some((*missing).to_owned()), missing_words(missing));
        }
        [unknown, others @ ..] if message.starts_with("unknown field") => {
            if others.contains(&"ask") && OF_STEP.contains(unknown) {
                format!("`{unknown}` belongs to the step: write it above [steps.question]")
            } else {
                unknown_words("no field", unknown, others)
            }
        }
        [unknown, others @ ..] if message.starts_with("unknown variant") => {
            unknown_words("no such question as", unknown, others)
        }
        _ if message.starts_with("duplicate key") => match field {
            "steps" => BRACKETS.into(),
            "steps.question" => "a step has at most one question".into(),
            _ => "it stands here twice".into(),
        },
        _ if field == "steps" && message.contains("expected a sequence") => BRACKETS.into(),
        _ if line.trim_start().starts_with("[[steps.question") => {
            "a step has at most one question: write [steps.question], in one pair of brackets"
                .into()
        }
        _ if message.contains("wanted string or table") => {
            "the engine computes the number; say what it is asked, as in { derivative = \"x\" }"
                .into()
        }
        _ => match message
            .strip_prefix("invalid type: ")
            .and_then(|rest| rest.rsplit_once(", expected "))
        {
            Some((found, wanted)) => {
                let found = match found {
                    "map" => "a table".to_owned(),
                    "sequence" => "a list".to_owned(),
                    other => ["floating point", "integer"]
                        .into_iter()
                        .fold(other.replace("string", "the text"), |text, kind| {
                            text.replace(kind, "the number")
                        }),
                };
                format!("it should be {}, and is {found}", kind(wanted))
            }
            None => message.replace('\n', "; "),
        },
    };
    (None, words)
}

fn missing_words(field: &str) -> String {
    let right = match field {
        "title" => "a lesson begins with title = \"…\"",
        "stage" => "below [stage] stands what is on stage: an expression, or a network",
        "steps" => "a lesson has at least one step: [[steps]] with a text",
        "text" => "every step has a text = \"…\"",
        "ask" => "a question has ask = \"…\"",
        "answer" => "a question has an answer, as in answer = { derivative = \"x\" }",
        "dataset" => "a network learns a data set, as in dataset = \"simple\"",
        "parameters" => "a network has a value for each parameter: parameters = { … }",
        _ => return "it is missing".into(),
    };
    format!("it is missing; {right}")
}

fn unknown_words(what: &str, unknown: &str, others: &[&str]) -> String {
    let likeness = |other: &str| strsim::jaro_winkler(unknown, other);
    let nearest = others
        .iter()
        .max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
    match nearest.filter(|other| likeness(other) >= LIKENESS) {
        Some(near) => format!("there is {what} `{unknown}`; did you mean `{near}`?"),
        None => format!(
            "there is {what} `{unknown}`; there are {}",
            others.join(", ")
        ),
    }
}

fn kind(wanted: &str) -> &str {
    match wanted {
        "a sequence" => "a list, as in [\"x\"]",
        "a string" => "a text in quotes",
        "a boolean" => "true or false",
        "f64" => "a number",
        "u32" | "u64" | "usize" => "a whole number",
        "a map" => "a table, as in { x = 1.5 }",
        other if other.starts_with("struct") => "a table with fields of its own",
        other => other,
    }
}
