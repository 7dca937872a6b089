/** The build gives an imported icon as what it draws on 128 by 128 units. */
declare module "*.svg" {
  const icon: { d: string; rule?: "evenodd" };
  export default icon;
}
