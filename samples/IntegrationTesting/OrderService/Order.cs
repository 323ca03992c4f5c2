namespace OrderService;

/// <summary>What a customer asks for.</summary>
public sealed record OrderRequest(string Customer, string Item, decimal Price);

/// <summary>An order as it stands in the topic. The number tells an order that is read twice from two orders.</summary>
public sealed record Order(Guid Number, string Customer, string Item, decimal Price);

/// <summary>What a customer has to pay.</summary>
public sealed record Bill(int Orders, decimal Total);

/// <summary>The section "Orders" of the configuration.</summary>
public sealed class OrderOptions
{
    public string Topic { get; set; } = "orders";

    public string BillingGroup { get; set; } = "billing";
}
