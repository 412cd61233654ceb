use super::*;

fn numbers(block: &ComplexBlock) -> Vec<(f64, f64)> {
    let vectors = block.iter().map(|vector| (vector.re.to_array(), vector.im.to_array()));
    vectors.flat_map(|(re, im)| from_fn::<_, LANES, _>(|i| (re[i].into(), im[i].into()))).collect()
}

/// The energy of the difference, relative to the energy of `a`.
fn difference(a: &[(f64, f64)], b: &[(f64, f64)]) -> f64 {
    let energy = |of: &mut dyn Iterator<Item = (f64, f64)>| of.map(|(re, im)| re * re + im * im).sum::<f64>();
    energy(&mut a.iter().zip(b).map(|(a, b)| (a.0 - b.0, a.1 - b.1))) / energy(&mut a.iter().copied())
}

#[test]
fn the_transform_agrees_with_its_definition_and_can_be_inverted() {
    let mut seed = 1u32;
    let mut noise = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as f32 / 8_388_608.0 - 1.0
    };
    let mut random = || f32x4::new(from_fn(|_| noise()));
    let mut block: Box<ComplexBlock> = Box::new(from_fn(|_| Complex4 { re: random(), im: random() }));
    let original = numbers(&block);

    let mut fft = Fft::new();
    fft.transform(&mut block);
    let circle: Vec<_> = (0..POINTS).map(|k| (TAU * k as f64 / POINTS as f64).sin_cos()).collect();
    let by_definition = (0..POINTS).map(|k| {
        original.iter().enumerate().fold((0.0, 0.0), |sum, (n, &(re, im))| {
            let (sin, cos) = circle[k * n % POINTS];
            (sum.0 + re * cos + im * sin, sum.1 + im * cos - re * sin)
        })
    });
    let error = difference(&by_definition.collect::<Vec<_>>(), &numbers(&block));
    assert!(error < 1e-13, "{error:e}");

    block.iter_mut().for_each(|vector| *vector = vector.swap_re_im());
    fft.transform(&mut block);
    let scale = POINTS as f64;
    let inverse: Vec<_> = numbers(&block).into_iter().map(|(im, re)| (re / scale, im / scale)).collect();
    let error = difference(&original, &inverse);
    assert!(error < 1e-13, "{error:e}");
}
