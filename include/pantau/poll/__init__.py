"""The poll stage: feeds and dated archives are read into entries of the landing."""
