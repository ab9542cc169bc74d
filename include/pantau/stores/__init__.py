"""The one way to the files of the landing and of the stage results, in folders and in object stores."""

from pantau.stores.files import FileStore
from pantau.stores.patience import Patience
from pantau.stores.told import told_apart

__all__ = ["FileStore", "Patience", "told_apart"]
