/** The smallest TypeScript program: what any start costs. */
const greet = async (name: string) => `hello ${name}`;

console.log(await greet("world"));
