//! Both engines run every model and agree on the outputs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use argos_vision::engine::{Engine, EnginePreference, Tensor};
use argos_vision::models::{ModelFiles, ModelName, ModelSource};

/// Input shape of each model: small, and of the kind that the pipeline uses.
fn input_shape(name: ModelName) -> Vec<usize> {
    match name {
        ModelName::FaceDetector => vec![1, 3, 160, 192],
        ModelName::FaceRecogniser => vec![1, 3, 112, 112],
        ModelName::SecondFaceRecogniser => vec![1, 112, 112, 3],
        ModelName::FaceMesh => vec![1, 192, 192, 3],
        ModelName::EyeContour => vec![1, 64, 64, 3],
        ModelName::PassiveLiveness => vec![1, 256, 256, 3],
        ModelName::SecondPassiveLiveness => vec![1, 80, 80, 3],
        ModelName::FaceAge => vec![1, 3, 224, 224],
        ModelName::OperatorLiveness | ModelName::OperatorRecogniser => Vec::new(),
        ModelName::TextDetector => vec![1, 3, 128, 192],
        ModelName::TextRecogniser => vec![1, 3, 48, 320],
        ModelName::TextLineOrientation => vec![1, 3, 48, 192],
    }
}

/// A smooth picture-like pattern in the value range of the model.
fn input(name: ModelName) -> Tensor {
    let shape = input_shape(name);
    let (offset, span) = match name {
        ModelName::FaceDetector | ModelName::FaceRecogniser => (0.0, 255.0),
        ModelName::FaceMesh | ModelName::EyeContour | ModelName::PassiveLiveness | ModelName::SecondPassiveLiveness => {
            (0.0, 1.0)
        }
        ModelName::FaceAge => (-110.0, 245.0),
        _ => (-1.0, 2.0),
    };
    let count: usize = shape.iter().product();
    let data = (0..count)
        .map(|index| {
            let x = index as f32;
            offset + span * (0.5 + 0.3 * (x * 0.013).sin() + 0.2 * (x * 0.00071).cos()).clamp(0.0, 1.0)
        })
        .collect();
    Tensor { shape, data }
}

fn onnx_runtime() -> Engine {
    Engine::discover(EnginePreference::OnnxRuntime)
        .expect("the library of ONNX Runtime is missing: run scripts/setup.sh before the tests")
}

#[test]
fn the_built_in_engine_runs_every_model() {
    let engine = Engine::discover(EnginePreference::Rten).unwrap();
    let files = ModelFiles::open(ModelSource::Embedded).unwrap();
    for name in ModelName::ALL {
        let mut model = engine
            .load(&files.bytes(name).unwrap())
            .unwrap_or_else(|error| panic!("{name:?}: {error}"));
        let outputs = model
            .run(input(name))
            .unwrap_or_else(|error| panic!("{name:?}: {error}"));
        assert_eq!(outputs.len(), model.output_names().len());
        for output in &outputs {
            assert_eq!(output.shape.iter().product::<usize>(), output.data.len());
            assert!(output.data.iter().all(|value| value.is_finite()), "{name:?}");
        }
    }
}

#[test]
fn both_engines_agree_on_every_model() {
    let fast = onnx_runtime();
    let built_in = Engine::discover(EnginePreference::Rten).unwrap();
    assert_eq!(fast.info().name, "onnxruntime");
    let files = ModelFiles::open(ModelSource::Embedded).unwrap();
    for name in ModelName::ALL {
        let bytes = files.bytes(name).unwrap();
        let (mut first, mut second) = (fast.load(&bytes).unwrap(), built_in.load(&bytes).unwrap());
        assert_eq!(first.output_names(), second.output_names(), "{name:?}");
        let (left, right) = (first.run(input(name)).unwrap(), second.run(input(name)).unwrap());
        for ((left, right), output) in left.iter().zip(&right).zip(first.output_names()) {
            assert_eq!(left.shape, right.shape, "{name:?} {output}");
            let largest = left
                .data
                .iter()
                .fold(1e-3f32, |largest, value| largest.max(value.abs()));
            let difference = left
                .data
                .iter()
                .zip(&right.data)
                .fold(0f32, |worst, (a, b)| worst.max((a - b).abs()));
            assert!(
                difference / largest < 2e-3,
                "{name:?} {output}: {difference} of {largest}"
            );
        }
    }
}

#[test]
fn a_tensor_that_does_not_fill_its_shape_is_an_error_in_both_engines() {
    let files = ModelFiles::open(ModelSource::Embedded).unwrap();
    let bytes = files.bytes(ModelName::FaceRecogniser).unwrap();
    for engine in [onnx_runtime(), Engine::discover(EnginePreference::Rten).unwrap()] {
        let mut model = engine.load(&bytes).unwrap();
        assert!(
            model
                .run(Tensor {
                    shape: vec![1, 3, 112, 112],
                    data: vec![0.0; 5]
                })
                .is_err()
        );
        assert!(
            model
                .run(Tensor {
                    shape: vec![1, 3, 50, 50],
                    data: vec![0.0; 7500]
                })
                .is_err()
        );
        assert!(
            model.run(input(ModelName::FaceRecogniser)).is_ok(),
            "a refused input must not break the model"
        );
    }
}

#[test]
fn bytes_that_are_no_model_are_an_error_in_both_engines() {
    for engine in [onnx_runtime(), Engine::discover(EnginePreference::Rten).unwrap()] {
        assert!(engine.load(b"not a model").is_err());
        assert!(engine.load(&[]).is_err());
    }
}
