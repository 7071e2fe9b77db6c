def run():
    return 40 + 2

if __name__ == "__main__":
    print(run())
