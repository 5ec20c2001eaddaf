use alloc::string::ToString;
use alloc::vec;

use super::*;

/// Rounding error of an interpolation of numbers below 1.
const ROUNDING: f64 = 1e-12;

/// Rows of distinct numbers from 0 to 1.
fn image<const N: usize>() -> [f64; N] {
    core::array::from_fn(|pixel| Stream::root(pixel as u64).random().uniform())
}

fn apply<const N: usize>(change: Affine, height: usize, width: usize, source: &[f64; N]) -> [f64; N] {
    let mut target = [f64::NAN; N];
    change.apply(height, width, source, &mut target);
    target
}

#[test]
fn nothing_changed_is_the_same_to_the_last_bit() {
    let mut source = image::<{ 6 * 7 }>();
    (source[3], source[8], source[9]) = (-0.0, f64::MIN_POSITIVE / 2.0, f64::INFINITY);
    let bits = |image: [f64; 42]| image.map(f64::to_bits);
    assert_eq!(bits(apply(Affine::IDENTITY, 6, 7, &source)), bits(source));
    let mut input = source;
    AugmentImages::new(6, 7).augment(&mut input, &mut Stream::root(1).random());
    assert_eq!(bits(input), bits(source));
}

#[test]
fn an_image_is_changed_as_was_drawn() {
    let source = image::<{ 6 * 7 }>();
    let drawing = AugmentImages { shift: 1.5, rotate: 20.0, resize: 0.2, ..AugmentImages::new(6, 7) };
    let (mut input, stream) = (source, Stream::root(1));
    drawing.augment(&mut input, &mut stream.random());
    assert_ne!(input, source);
    assert_eq!(input, apply(drawing.draw(&mut stream.random()), 6, 7, &source));
}

#[test]
fn a_shift_by_whole_pixels_moves_them_exactly() {
    const SIZE: [i32; 2] = [5, 8];
    let source = image::<{ 5 * 8 }>();
    for (down, right) in [(1, 0), (0, -1), (-2, 3), (4, 7), (5, 0), (0, 9)] {
        let moved = apply(Affine { shift: [f64::from(down), f64::from(right)], ..Affine::IDENTITY }, 5, 8, &source);
        for (row, column) in (0..SIZE[0]).flat_map(|row| (0..SIZE[1]).map(move |column| (row, column))) {
            let (from, across) = (row - down, column - right);
            let inside = (0..SIZE[0]).contains(&from) && (0..SIZE[1]).contains(&across);
            let expected = if inside { source[(from * SIZE[1] + across) as usize] } else { 0.0 };
            assert_eq!(moved[(row * SIZE[1] + column) as usize], expected, "{down} {right}: {row} {column}");
        }
    }
}

#[test]
fn a_shift_by_half_a_pixel_is_the_mean_of_neighbours() {
    let moved = apply(Affine { shift: [0.0, 0.5], ..Affine::IDENTITY }, 1, 4, &[1.0, 3.0, 8.0, 2.0]);
    assert_eq!(moved, [0.5, 2.0, 5.5, 5.0]);
    let moved = apply(Affine { shift: [-0.5, 0.5], ..Affine::IDENTITY }, 2, 2, &[1.0, 3.0, 8.0, 2.0]);
    assert_eq!(moved, [2.25, 3.5, 2.0, 2.5]);
}

#[test]
fn a_quarter_turn_is_a_permutation() {
    fn check<const SIDE: usize, const N: usize>() {
        let source = image::<N>();
        let turned = apply(Affine { rotate: 90.0, ..Affine::IDENTITY }, SIDE, SIDE, &source);
        for row in 0..SIDE {
            for column in 0..SIDE {
                // Counter-clockwise: the last column becomes the first row.
                let expected = source[column * SIDE + SIDE - 1 - row];
                let found = turned[row * SIDE + column];
                assert!((found - expected).abs() < ROUNDING, "{row} {column}: found {found}, expected {expected}");
            }
        }
        let back = apply(Affine { rotate: -90.0, ..Affine::IDENTITY }, SIDE, SIDE, &turned);
        assert!(back.iter().zip(&source).all(|(found, expected)| (found - expected).abs() < ROUNDING));
    }
    check::<7, 49>();
    check::<8, 64>();
}

#[test]
fn growing_twofold_reads_every_half_pixel() {
    let grown = apply(Affine { resize: 2.0, ..Affine::IDENTITY }, 1, 5, &[0.0, 1.0, 4.0, 9.0, 16.0]);
    assert_eq!(grown, [1.0, 2.5, 4.0, 6.5, 9.0]);
    let shrunk = apply(Affine { resize: 0.5, ..Affine::IDENTITY }, 1, 5, &[1.0, 2.0, 3.0, 4.0, 5.0]);
    assert_eq!(shrunk, [0.0, 1.0, 3.0, 5.0, 0.0]);
}

#[test]
fn the_three_changes_are_one() {
    // Resizing and rotating about the center come first, then the shift: a single bright pixel moves as the formula
    // says.
    const SIDE: usize = 21;
    let mut source = [0.0; SIDE * SIDE];
    source[10 * SIDE + 13] = 1.0; // three to the right of the center
    let change = Affine { shift: [2.0, -1.0], rotate: 90.0, resize: 2.0 };
    let moved = apply(change, SIDE, SIDE, &source);
    let brightest = (0..SIDE * SIDE).max_by(|&a, &b| moved[a].total_cmp(&moved[b])).unwrap();
    // Six up, two down; none to the right, one to the left.
    assert_eq!((brightest / SIDE, brightest % SIDE), (10 - 6 + 2, 10 - 1));
    assert!((moved[brightest] - 1.0).abs() < ROUNDING);
}

#[test]
fn brightness_is_kept_inside_and_never_exceeded() {
    const SIDE: usize = 24;
    let settings = AugmentImages { shift: 2.0, rotate: 30.0, resize: 0.2, ..AugmentImages::new(SIDE, SIDE) };
    // A smooth spot that lies entirely inside.
    let spot: [f64; SIDE * SIDE] = core::array::from_fn(|pixel| {
        let [down, right] = [pixel / SIDE, pixel % SIDE].map(|place| place as f64 - 11.5);
        libm::exp(-(down * down + right * right) / 8.0)
    });
    let mass: f64 = spot.iter().sum();
    for seed in 0..50 {
        let change = settings.draw(&mut Stream::root(seed).random());
        let moved = apply(change, SIDE, SIDE, &spot);
        let (found, expected) = (moved.iter().sum::<f64>(), mass * change.resize * change.resize);
        // Loss of a spot of this width through interpolation between pixels.
        assert!((found / expected - 1.0).abs() < 0.01, "{change:?}: found {found}, expected {expected}");
        assert!(moved.iter().all(|&pixel| (0.0..=1.0 + ROUNDING).contains(&pixel)));
        let white = apply(change, SIDE, SIDE, &[1.0; SIDE * SIDE]);
        assert_eq!(white[11 * SIDE + 12], 1.0);
        assert!(white.iter().all(|&pixel| (-ROUNDING..=1.0 + ROUNDING).contains(&pixel)));
    }
}

#[test]
fn amounts_fill_their_ranges() {
    let settings = AugmentImages { shift: 0.5, rotate: 10.0, resize: 0.05, ..AugmentImages::new(8, 8) };
    let mut random = Stream::root(1).random();
    let draws: Vec<[f64; 4]> = (0..1000)
        .map(|_| {
            let Affine { shift: [down, right], rotate, resize } = settings.draw(&mut random);
            [down / 0.5, right / 0.5, rotate / 10.0, (resize - 1.0) / 0.05]
        })
        .collect();
    for amount in 0..4 {
        let amounts = || draws.iter().map(|draw| draw[amount]);
        assert!(amounts().all(|value| value.abs() <= 1.0 + ROUNDING));
        assert!(amounts().fold(0.0, f64::max) > 0.98 && amounts().fold(0.0, f64::min) < -0.98);
        // Five standard errors of the mean of a uniform number.
        assert!(amounts().sum::<f64>().abs() / 1000.0 < 5.0 * 0.577 / 31.6);
    }
}

#[test]
fn noise_has_its_deviation_and_leaves_the_rest_alone() {
    let noisy = AugmentImages { noise: 0.1, ..AugmentImages::new(50, 40) };
    let mut input = [0.5; 2000];
    noisy.augment(&mut input, &mut Stream::root(3).random());
    let mean = input.iter().sum::<f64>() / 2000.0;
    let deviation = libm::sqrt(input.iter().map(|pixel| (pixel - 0.5) * (pixel - 0.5)).sum::<f64>() / 2000.0);
    // Five standard errors.
    assert!((mean - 0.5).abs() < 0.012 && (deviation - 0.1).abs() < 0.008, "{mean} {deviation}");
}

const SLIGHTLY: AugmentImages =
    AugmentImages { shift: 0.5, rotate: 10.0, resize: 0.05, noise: 0.01, ..AugmentImages::new(4, 4) };

#[test]
fn a_change_follows_from_seed_epoch_and_sample_alone() {
    let stream = Stream::root(7).named("augment");
    let rows: [[f64; 16]; 6] = [image(); 6];
    let mut whole = rows;
    SLIGHTLY.augment_batch(&mut whole, &[0, 1, 2, 3, 4, 5], 3, stream);
    let mut parts = rows;
    SLIGHTLY.augment_batch(&mut parts[..2], &[5, 3], 3, stream);
    SLIGHTLY.augment_batch(&mut parts[2..], &[0, 4, 1, 2], 3, stream);
    assert_eq!([5, 3, 0, 4, 1, 2].map(|sample| whole[sample]), parts);
    assert!((1..6).all(|sample| whole[sample] != whole[sample - 1]), "samples are changed differently");
    for (epoch, stream) in [(4, stream), (3, Stream::root(8).named("augment"))] {
        let mut other = rows;
        SLIGHTLY.augment_batch(&mut other, &[0, 1, 2, 3, 4, 5], epoch, stream);
        assert!(other.iter().zip(&whole).all(|(a, b)| a != b), "epochs and seeds are different");
    }
}

#[test]
fn copies_follow_the_originals_and_are_what_the_epochs_see() {
    let data = Dataset::new(vec![image::<16>(), [0.5; 16]], vec!['a', 'b']).unwrap();
    let stream = Stream::root(7);
    let more = SLIGHTLY.copies(&data, 3, stream).unwrap();
    assert_eq!(more.targets(), ['a', 'b', 'a', 'b', 'a', 'b', 'a', 'b']);
    assert_eq!(&more.inputs()[..2], data.inputs());
    for epoch in 0..3 {
        let mut inputs = data.inputs().to_vec();
        SLIGHTLY.augment_batch(&mut inputs, &[0, 1], epoch as u64, stream);
        assert_eq!(more.inputs()[2 * (epoch + 1)..][..2], inputs);
    }
    assert_eq!(SLIGHTLY.copies(&data, 0, stream).unwrap(), data);
    let error = AugmentImages { noise: -1.0, ..SLIGHTLY }.copies(&data, 3, stream).unwrap_err();
    assert_eq!(error.to_string(), "the noise is -1: expected a finite number, at least 0");
}

#[test]
fn closures_and_chains_are_augmentations() {
    let add = |input: &mut [f64; 2], _: &mut Random| input[0] += 1.0;
    let double = |input: &mut [f64; 2], _: &mut Random| input[0] *= 2.0;
    let mut input = [3.0, 5.0];
    ((add, double), ()).augment(&mut input, &mut Stream::root(1).random());
    assert_eq!(input, [8.0, 5.0]);
}

#[test]
fn settings_that_cannot_be_used_are_refused() {
    let check = |settings: AugmentImages| {
        // Inside a chain, to check that `check` is called on both parts.
        let text = |checked: Result<(), SettingError>| checked.map_err(|error| error.to_string());
        let first = text(Augmentation::<[f32; 16]>::check(&(settings, ())));
        assert_eq!(first, text(Augmentation::<[f32; 16]>::check(&((), settings))));
        // Using invalid settings anyway does not panic.
        settings.augment(&mut [0.5f32; 16], &mut Stream::root(1).random());
        first
    };
    assert_eq!(check(SLIGHTLY), Ok(()));
    for (settings, message) in [
        (
            AugmentImages { width: 5, ..SLIGHTLY },
            "the number of pixels, height times width, is 20: expected the number of values of an input",
        ),
        (
            AugmentImages { height: usize::MAX, width: 0, ..SLIGHTLY },
            "the number of pixels, height times width, is 0: expected the number of values of an input",
        ),
        (AugmentImages { shift: -0.5, ..SLIGHTLY }, "the shift is -0.5: expected a finite number, at least 0"),
        (AugmentImages { rotate: f64::NAN, ..SLIGHTLY }, "the rotation is NaN: expected a finite number, at least 0"),
        (AugmentImages { noise: f64::INFINITY, ..SLIGHTLY }, "the noise is inf: expected a finite number, at least 0"),
        (AugmentImages { resize: 1.0, ..SLIGHTLY }, "the resizing is 1: expected at least 0 and below 1"),
    ] {
        assert_eq!(check(settings), Err(message.to_string()));
    }
}

#[test]
fn lengths_that_do_not_fit_do_not_panic() {
    let far = Affine { shift: [-1e19, 0.0], ..Affine::IDENTITY };
    assert_eq!(apply(far, usize::MAX, 5, &[1.0; 10]), [0.0; 10]);
    assert_eq!(apply(Affine { resize: 0.0, ..Affine::IDENTITY }, 1, 2, &[1.0; 2]), [0.0; 2]);
    let mut target = [7.0; 5];
    Affine::IDENTITY.apply(2, 2, &[1.0, 2.0, 3.0], &mut target);
    assert_eq!(target, [1.0, 2.0, 3.0, 0.0, 7.0]);
    Affine::IDENTITY.apply(0, 0, &[], &mut target);
    assert_eq!(target, [1.0, 2.0, 3.0, 0.0, 7.0]);
}
