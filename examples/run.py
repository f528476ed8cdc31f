"""Calls an operation. The guide shows parts of this file."""

import floom

# #region create
client = floom.Client("flm_live_...")
# #endregion create


def main() -> None:
    # #region call
    run = client.run("slug/action", {"name": "Ada"})
    for event in run:
        print(event)
    # #endregion call


if __name__ == "__main__":
    main()
