"""The ways in for operators: serving, the worker, the doctor, the demo."""
