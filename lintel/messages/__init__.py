"""The outbox: letters are rows, written where they are caused and sent by the worker."""
