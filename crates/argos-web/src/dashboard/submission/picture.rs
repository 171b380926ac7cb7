//! The images of a submission as the page shows them.

use argos_app::find_submissions::ImageKind;

/// One image.
pub(super) struct Picture {
    pub(super) address: String,
    pub(super) label: &'static str,
}

/// The images in the order in which they are stored.
pub(super) fn pictures(kinds: &[ImageKind], submission: &str) -> Vec<Picture> {
    kinds
        .iter()
        .map(|kind| Picture {
            address: format!("{submission}/images/{}", kind.name()),
            label: label(*kind),
        })
        .collect()
}

const fn label(kind: ImageKind) -> &'static str {
    match kind {
        ImageKind::IdImage => "Document, front",
        ImageKind::IdBackImage => "Document, back",
        ImageKind::SelfieImage => "Selfie",
        ImageKind::AddressImage => "Proof of address",
    }
}
