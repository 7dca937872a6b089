import { setTimeout as delay } from "node:timers/promises";
import { flow, logger, task } from "millrace";

interface Order {
  id: number;
  total: number;
}

export const loadOrders = task(async (count: number): Promise<Order[]> => {
  logger().info(`loading ${count} orders`);
  await delay(2_000);
  return Array.from({ length: count }, (_, id) => ({ id, total: 10 * id }));
});

export const checkOrders = task((orders: Order[], limit: number): Order[] => {
  const tooMany = orders.length > limit;
  logger().warn("the last order is checked by hand");
  if (tooMany) throw new RangeError(`more than ${limit}`);
  return orders;
});

export const sumUp = task((orders: Order[]): number =>
  orders.reduce((sum, { total }) => sum + total, 0),
);

export const orders = flow({ name: "orders" }, async (count = 3, limit = 5) => {
  const loaded = loadOrders(count);
  const checked = checkOrders(loaded, limit);
  return await sumUp(checked);
});
