using Confluent.Kafka;
using OrderService;

// A small service as many are: it takes orders over HTTP and writes them to a Kafka topic; a background worker of its own, a member of a consumer
// group, reads them there and keeps everybody's bill. Any client key can be set in the section "Kafka" of its configuration.
var builder = WebApplication.CreateBuilder(args);
builder.Services.Configure<OrderOptions>(builder.Configuration.GetSection("Orders"));
builder.Services.AddSingleton<OrderProducer>();
builder.Services.AddSingleton<Bills>();

// In this order: the topic is there before somebody subscribes to it.
builder.Services.AddHostedService<OrderTopic>();
builder.Services.AddHostedService<BillingWorker>();
var app = builder.Build();

// An order is accepted when Kafka has it, and refused when Kafka does not take it in time: it is never lost in between.
app.MapPost("/orders", async (OrderRequest request, OrderProducer orders, CancellationToken gone) =>
{
    var order = new Order(Guid.NewGuid(), request.Customer, request.Item, request.Price);
    try
    {
        await orders.PlaceAsync(order, gone);
        return Results.Accepted(value: order);
    }
    catch (ProduceException<string, string> failure)
    {
        return Results.Problem(failure.Error.Reason, statusCode: StatusCodes.Status503ServiceUnavailable);
    }
});
app.MapGet("/bills/{customer}", (string customer, Bills bills) => bills.Of(customer));
app.Run();
