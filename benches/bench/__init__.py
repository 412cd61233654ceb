"""The benchmarks: `python -m bench` from the folder benches; run.sh does that with what is needed installed."""
