"""Measurements that anyone can run: `python -m benchmarks <name> [--json] [--quick]`. Targets are in `figures.md`.

Each bench is a module with `async def run(*, quick: bool) -> Runs`, and a line in `BENCHES`.
"""
