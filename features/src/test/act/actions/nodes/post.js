console.log(`afterwards by Node.js ${process.env.INPUT_WORD}`);
