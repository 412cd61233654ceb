"""The benchmarks. run.sh installs what they need and runs `python -m bench` in the folder benches."""
