# region create
run = 1
# endregion
