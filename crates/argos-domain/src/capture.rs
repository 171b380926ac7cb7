//! Where a picture came from: a camera's stream in the browser or a file, and by which kind of camera.
//!
//! What a browser says can be made up. So nothing here proves that a picture is live; it finds those who do not even
//! try to hide what they do, such as a virtual camera under its own name, and statements that the picture contradicts.

use serde::{Deserialize, Serialize};

/// How the page says that it got a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaptureSource {
    /// Drawn from a running camera stream.
    Camera,
    /// A file that the person chose.
    File,
}

/// A program that feeds a browser with whatever it likes as if it were a camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VirtualCamera {
    /// OBS Studio.
    Obs,
    /// ManyCam.
    ManyCam,
    /// XSplit `VCam` or Broadcaster.
    XSplit,
    /// Snap Camera.
    Snap,
    /// mmhmm.
    Mmhmm,
    /// `CamTwist`.
    CamTwist,
    /// e2eSoft `VCam`.
    E2eSoft,
    /// `CyberLink` `YouCam`.
    YouCam,
    /// `SplitCam`.
    SplitCam,
    /// `WebcamMax`.
    WebcamMax,
    /// `AlterCam`.
    AlterCam,
    /// `SparkoCam`.
    SparkoCam,
    /// Logitech Capture.
    LogitechCapture,
    /// `FineCam`.
    FineCam,
    /// The loopback device of Linux, v4l2loopback.
    Loopback,
    /// A film that the browser itself plays in place of a camera, as in automatic tests.
    Film,
    /// Another one whose name says what it is.
    Unnamed,
}

/// Parts of labels, in lower case, by which virtual cameras are known. Labels are what the programs' own drivers register;
/// the general words stand last.
const LABELS: &[(&str, VirtualCamera)] = &[
    ("obs virtual", VirtualCamera::Obs),
    ("obs-camera", VirtualCamera::Obs),
    ("obs camera", VirtualCamera::Obs),
    ("manycam", VirtualCamera::ManyCam),
    ("xsplit", VirtualCamera::XSplit),
    ("snap camera", VirtualCamera::Snap),
    ("mmhmm", VirtualCamera::Mmhmm),
    ("camtwist", VirtualCamera::CamTwist),
    ("e2esoft", VirtualCamera::E2eSoft),
    ("youcam", VirtualCamera::YouCam),
    ("splitcam", VirtualCamera::SplitCam),
    ("webcammax", VirtualCamera::WebcamMax),
    ("altercam", VirtualCamera::AlterCam),
    ("sparkocam", VirtualCamera::SparkoCam),
    ("logi capture", VirtualCamera::LogitechCapture),
    ("logitech capture", VirtualCamera::LogitechCapture),
    ("finecam", VirtualCamera::FineCam),
    ("v4l2loopback", VirtualCamera::Loopback),
    ("v4l2 loopback", VirtualCamera::Loopback),
    ("dummy video device", VirtualCamera::Loopback),
    ("fake_device", VirtualCamera::Film),
    (".mjpeg", VirtualCamera::Film),
    (".y4m", VirtualCamera::Film),
    ("virtual cam", VirtualCamera::Unnamed),
    ("virtual webcam", VirtualCamera::Unnamed),
    ("virtual video", VirtualCamera::Unnamed),
];

impl VirtualCamera {
    /// The program's name.
    #[must_use]
    pub const fn product(self) -> &'static str {
        match self {
            Self::Obs => "OBS Studio",
            Self::ManyCam => "ManyCam",
            Self::XSplit => "XSplit",
            Self::Snap => "Snap Camera",
            Self::Mmhmm => "mmhmm",
            Self::CamTwist => "CamTwist",
            Self::E2eSoft => "e2eSoft VCam",
            Self::YouCam => "CyberLink YouCam",
            Self::SplitCam => "SplitCam",
            Self::WebcamMax => "WebcamMax",
            Self::AlterCam => "AlterCam",
            Self::SparkoCam => "SparkoCam",
            Self::LogitechCapture => "Logitech Capture",
            Self::FineCam => "FineCam",
            Self::Loopback => "v4l2loopback",
            Self::Film => "a film played by the browser",
            Self::Unnamed => "a camera that calls itself virtual",
        }
    }

    /// The virtual camera that has this label; `None` for cameras that are not known to be virtual.
    #[must_use]
    pub fn of_label(label: &str) -> Option<Self> {
        let label = label.to_lowercase();
        let known = LABELS.iter().find(|(part, _)| label.contains(part));
        known.map(|(_, camera)| *camera)
    }
}

/// What the page says about a picture. The camera's label itself is not kept: people name their telephones after
/// themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaptureStatement {
    /// How it got the picture.
    pub source: CaptureSource,
    /// The virtual camera that it came from.
    pub virtual_camera: Option<VirtualCamera>,
}

impl CaptureStatement {
    /// From what the page sends: how it got the picture and the label of the camera, if there was one.
    #[must_use]
    pub fn new(source: CaptureSource, camera_label: Option<&str>) -> Self {
        Self {
            source,
            virtual_camera: camera_label.and_then(VirtualCamera::of_label),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn virtual_cameras_are_known_by_their_labels_and_real_ones_are_not_taken_for_them() {
        for (label, camera) in [
            ("OBS Virtual Camera", VirtualCamera::Obs),
            ("OBS-Camera (m-de:vice)", VirtualCamera::Obs),
            ("ManyCam Virtual Webcam", VirtualCamera::ManyCam),
            ("Snap Camera", VirtualCamera::Snap),
            ("Dummy video device (0x0000)", VirtualCamera::Loopback),
            ("/tmp/film.mjpeg", VirtualCamera::Film),
            ("fake_device_0", VirtualCamera::Film),
            ("Unity Virtual Camera", VirtualCamera::Unnamed),
        ] {
            assert_eq!(VirtualCamera::of_label(label), Some(camera), "{label}");
        }
        for label in [
            "",
            "FaceTime HD Camera (Built-in) (05ac:8514)",
            "Integrated Webcam (0bda:5520)",
            "camera2 1, facing front",
            "Anna's iPhone Camera",
            "Logitech BRIO (046d:085e)",
            "전면 카메라",
        ] {
            assert_eq!(VirtualCamera::of_label(label), None, "{label}");
        }
        for (part, _) in LABELS {
            assert_eq!(*part, part.to_lowercase(), "parts are compared in lower case");
        }
    }
}
