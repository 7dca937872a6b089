"""The smallest flow, from a cold start to its recorded result."""

from prefect import flow, task


@task
def greet(name):
    return f"hello {name}"


@flow
def hello():
    return greet("world")


hello()
