//! The numbers of the judge. docs/active_liveness.md says on what they were chosen; they suit the landmarks of the
//! network that measures the face, and another network needs others.

/// Time for the whole challenge, in milliseconds on the server's clock.
pub const WHOLE_TIME_MS: u32 = 45_000;
/// Time for one movement from the moment it is asked, in milliseconds on the phone's clock.
pub const STEP_TIME_MS: u32 = 8_000;
/// Time for the way back from a movement, in milliseconds on the phone's clock.
pub(super) const RETURN_TIME_MS: u32 = 8_000;
/// What a step may take longer on the server's clock than on the phone's: frames travel.
pub(super) const TRAVEL_TIME_MS: u32 = 4_000;
/// Frames sooner than this after a movement was asked show no answer to it: nobody reacts that fast.
pub(super) const REACTION_MS: u32 = 150;
/// The face may be out of sight for so long after it was first measured.
pub(super) const FACE_LOST_MS: u32 = 2_500;

/// Frames from which pose, eyes and size of a face at rest are measured ...
pub(super) const BASELINE_FRAMES: usize = 6;
/// ... over at least this time in milliseconds.
pub(super) const BASELINE_MS: u32 = 700;
/// A face turned or leaning further, in degrees, does not look into the camera.
pub(super) const FRONTAL_YAW: f32 = 14.0;
/// The pitch that is measured of a level head depends on the face: wide.
pub(super) const FRONTAL_PITCH: f32 = 30.0;
/// Leaning further, in degrees, is not upright.
pub(super) const FRONTAL_ROLL: f32 = 20.0;
/// Poses of a face at rest differ by less than this, in degrees.
pub(super) const REST_SPREAD: f32 = 7.0;
/// Sizes of a face at rest differ by less than this share.
pub(super) const REST_SIZE_SPREAD: f32 = 0.12;
/// Smallest and largest face at rest, as share of the frame's height.
pub(super) const REST_HEIGHT: (f32, f32) = (0.2, 0.62);
/// Less open eyes are not taken for open ones.
pub(super) const LEAST_OPENING: f32 = 0.12;
/// A darker face is not measured.
pub(super) const LEAST_BRIGHTNESS: f32 = 0.1;

/// A turn of the head, in degrees from rest.
pub(super) const TURN: f32 = 24.0;
/// A lift of the chin, in degrees from rest.
pub(super) const LIFT: f32 = 12.0;
/// Height of the face that came closer, by that at rest.
pub(super) const CLOSER: f32 = 1.28;
/// Opening of the more open of two closed eyes, by that at rest.
pub(super) const CLOSED: f32 = 0.8;
/// Opening of the more open of two eyes that are open again, by that at rest.
pub(super) const OPEN_AGAIN: f32 = 0.85;
/// By so much of its proportions may a face differ whose eyes close: those of a tilted picture become lower as well.
pub(super) const SAME_PROPORTIONS: f32 = 0.12;
/// Eyes close without the head turning or nodding further, in degrees: looking down lowers the lids as well.
pub(super) const STILL: f32 = 10.0;
/// Frames that must show a movement; of closed eyes one is enough, as they are closed for a moment only.
pub(super) const SHOWN_FRAMES: u8 = 2;
/// Frames in a row that show another movement than the one asked until that counts.
pub(super) const WRONG_FRAMES: u8 = 3;
/// Back at rest: turn and lift in degrees, height by that at rest.
pub(super) const BACK_ANGLE: f32 = 8.0;
/// See [`BACK_ANGLE`].
pub(super) const BACK_HEIGHT: f32 = 1.15;
/// Frames in a row that must show the face at rest before the next movement is asked.
pub(super) const BACK_FRAMES: u8 = 2;

/// The least relief of a turned head, by the sine of the turn: see [`super::relief`].
pub(super) const TURN_RELIEF: f32 = 0.18;
/// The least relief of a lifted head, by the sine of the lift.
pub(super) const LIFT_RELIEF: f32 = 0.12;
/// A turned face looks at least so wide, by how wide the turn that was measured makes it: a bent picture has to be turned
/// further than a head until it measures as turned, and looks narrower. By the distance of eyes and mouth ...
pub(super) const LEAST_WIDTH_TO_MOUTH: f32 = 0.84;
/// ... and by that of forehead and chin.
pub(super) const LEAST_WIDTH_TO_CHIN: f32 = 0.89;
/// A lifted face looks at most so wide, as its height shrinks. By the distance of eyes and mouth ...
pub(super) const MOST_WIDTH_TO_MOUTH: f32 = 1.14;
/// ... and by that of forehead and chin.
pub(super) const MOST_WIDTH_TO_CHIN: f32 = 1.06;
/// Frames that show a movement without depth until the face counts as a picture.
pub(super) const FLAT_FRAMES: u8 = 4;

/// Likeness under which a face that looks into the camera is another one.
pub(super) const ALIKE: f32 = 0.45;
/// Likeness under which a turned or lifted face is another one.
pub(super) const ALIKE_TURNED: f32 = 0.33;
/// A face turned or lifted further than this, in degrees, counts as turned.
pub(super) const ALIKE_ANGLE: f32 = 10.0;
/// Frames in a row that show another face until that counts.
pub(super) const UNLIKE_FRAMES: u8 = 2;
/// A face is compared again after this time in milliseconds.
pub(super) const COMPARE_AGAIN_MS: u32 = 900;
/// Frames in a row with several faces until that counts.
pub(super) const SEVERAL_FRAMES: u8 = 3;
