using System.Collections.Concurrent;

namespace OrderService;

/// <summary>Everybody's bill. An order counts once, however often it is read.</summary>
internal sealed class Bills
{
    private readonly ConcurrentDictionary<Guid, Order> _orders = new();

    public void Add(Order order) => _orders.TryAdd(order.Number, order);

    public Bill Of(string customer)
    {
        var orders = _orders.Values.Where(order => order.Customer == customer).ToList();
        return new Bill(orders.Count, orders.Sum(order => order.Price));
    }
}
