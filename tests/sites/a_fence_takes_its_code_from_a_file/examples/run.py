import a
# region create
run = 1

# endregion create
import b
