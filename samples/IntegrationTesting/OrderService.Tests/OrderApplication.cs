using System.Net.Http.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using MiniKafka;

namespace OrderService.Tests;

/// <summary>
/// The whole service inside the test's process, with its web server in memory. All that a test changes is configuration: above all the address of
/// Kafka, which is a MiniKafka cluster's instead of the production one's.
/// </summary>
internal sealed class OrderApplication(KafkaCluster kafka, params (string Key, string Value)[] settings) : WebApplicationFactory<Program>
{
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("Kafka:BootstrapServers", kafka.BootstrapServers);

        // Committed soon after, instead of every five seconds: tests wait for it.
        builder.UseSetting("Kafka:AutoCommitIntervalMs", "20");
        foreach (var (key, value) in settings)
        {
            builder.UseSetting(key, value);
        }
    }
}

/// <summary>What tests do with the service, over HTTP as everybody does.</summary>
internal static class OrderRequests
{
    /// <summary>Places an order.</summary>
    public static Task<HttpResponseMessage> OrderAsync(this HttpClient client, string customer, string item, decimal price) =>
        client.PostAsJsonAsync("/orders", new OrderRequest(customer, item, price));

    public static async Task<Bill> BillAsync(this HttpClient client, string customer) => (await client.GetFromJsonAsync<Bill>($"/bills/{customer}"))!;
}
