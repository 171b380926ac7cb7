use super::*;
use argos_domain::clock::Timestamp;
use argos_domain::policy::Policy;
use argos_domain::project::{Project, ProjectSettings};
use axum::body::to_bytes;

async fn page(query: &str, policy: &Policy, settings: ProjectSettings) -> String {
    let project = Project {
        id: "abcd2345".parse().unwrap(),
        name: "Bank <b>& Co".to_owned(),
        created_at: Timestamp::from_microseconds(0),
        settings,
    };
    let query = Query::parse(query).unwrap_or_default();
    let opening = LiveformOpening {
        project,
        policy: policy.clone(),
        query: query.clear(),
    };
    let wording = Wording::of(Some(&query), &HeaderMap::new());
    let response = render(wording, opening, &query, "https://kyc.example.com");
    assert_eq!(response.status(), StatusCode::OK);
    String::from_utf8(to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec()).unwrap()
}

#[tokio::test]
async fn the_page_has_no_inline_script_or_style_and_escapes_what_it_is_given() {
    let hostile = "pid=abcd2345&email=%22%3E%3Cscript%3E&cf1=%3C/script%3E&lang=en";
    let page = page(hostile, &Policy::default(), ProjectSettings::default()).await;
    assert!(page.contains("Bank &#60;b&#62;&#38; Co"));
    assert!(!page.contains("style=") && !page.contains("onclick=") && !page.contains("<style"));
    // Two script elements: the data, which is not executed, and the module.
    assert_eq!(page.matches("<script").count(), 2);
    assert_eq!(page.matches("</script>").count(), 2);
}

#[tokio::test]
async fn every_text_is_there_in_every_language() {
    for language in Language::ALL {
        let page = page(
            &format!("pid=abcd2345&lang={language}"),
            &Policy::default(),
            ProjectSettings::default(),
        )
        .await;
        assert!(page.contains(&format!("<html lang=\"{language}\"")));
        let keys = page.matches(">liveform-").count() + page.matches("\"liveform-").count();
        assert_eq!(
            keys, 1,
            "only the id of the data block may look like a key ({language})"
        );
    }
}

#[tokio::test]
async fn ids_are_unique_and_labels_lead_to_fields() {
    let page = page("pid=abcd2345", &Policy::default(), ProjectSettings::default()).await;
    let values = |attribute: &str| -> Vec<String> {
        page.split(&format!(" {attribute}=\""))
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .map(str::to_owned)
            .collect()
    };
    let ids = values("id");
    let unique: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len());
    assert!(ids.len() > 50);
    let references = values("for")
        .into_iter()
        .chain(values("aria-describedby"))
        .chain(values("aria-labelledby"))
        .chain(values("aria-controls"));
    for id in references.flat_map(|list| list.split(' ').map(str::to_owned).collect::<Vec<_>>()) {
        assert!(ids.contains(&id), "{id} is referred to but not there");
    }
}

#[tokio::test]
async fn the_policy_and_the_settings_shape_the_page() {
    let policy = Policy {
        upload_allowed: false,
        accepted_id_types: [IdType::Passport].into(),
        ..Policy::default()
    };
    let settings = ProjectSettings {
        privacy_policy_url: Some("javascript:alert(1)".to_owned()),
        return_url: Some("https://shop.example.com/done".to_owned()),
        ..ProjectSettings::default()
    };
    let page = page("pid=abcd2345", &policy, settings).await;
    assert!(!page.contains("picture-file") && !page.contains("kind-visa") && page.contains("kind-passport"));
    assert!(!page.contains("javascript:") && page.contains("href=\"https://shop.example.com/done\""));
}

#[tokio::test]
async fn every_id_that_the_scripts_use_is_in_the_page() {
    let page = page("pid=abcd2345", &Policy::default(), ProjectSettings::default()).await;
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/liveform");
    let mut used = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "js") {
            let source = std::fs::read_to_string(&path).unwrap();
            for id in source
                .split("element(\"")
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
            {
                used += 1;
                assert!(page.contains(&format!("id=\"{id}\"")), "{}: {id}", path.display());
            }
        }
    }
    assert!(used > 30, "only {used} ids were found in the scripts");
}
