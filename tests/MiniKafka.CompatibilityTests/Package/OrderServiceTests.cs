namespace MiniKafka.CompatibilityTests.Package;

/// <summary>What a stranger does first with the package: tests of a service of their own.</summary>
[Collection(nameof(PackedFeed))]
public sealed class OrderServiceTests(PackedFeed feed)
{
    [Fact]
    public async Task Tests_of_an_order_service_with_nothing_but_the_package_pass_beside_the_newest_packages()
    {
        using var service = new FreshOrderService(feed, ("Microsoft.Extensions.Hosting", "11.0.0"), ("Confluent.Kafka", "2.16.0"));

        Assert.Matches(@"Passed! +- Failed: +0, Passed: +\d+, Skipped: +0", await service.TestAsync());
    }
}
