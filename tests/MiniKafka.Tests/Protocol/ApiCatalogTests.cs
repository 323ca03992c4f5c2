using System.Globalization;
using System.Text.Json;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Tests.Protocol;

public class ApiCatalogTests
{
    [Fact]
    public void The_catalog_lists_every_api_once_by_key()
    {
        Assert.Equal(Enum.GetValues<ApiKey>(), ApiCatalog.All.Select(api => api.Key));
    }

    [Fact]
    public void Keys_of_removed_apis_and_keys_beyond_the_end_are_unknown()
    {
        Assert.All((short[])[-1, 4, 7, 93, short.MaxValue], key => Assert.False(ApiCatalog.TryGet(key, out _)));
    }

    [Fact]
    public void The_header_follows_the_version_of_the_request()
    {
        var fetch = ApiCatalog.Get(ApiKey.Fetch);

        Assert.Equal((1, 2), (fetch.RequestHeaderVersion(11), fetch.RequestHeaderVersion(12)));
        Assert.Equal((0, 1), (fetch.ResponseHeaderVersion(11), fetch.ResponseHeaderVersion(12)));
    }

    [Fact]
    public void A_version_that_is_not_settled_is_not_offered()
    {
        var api = ApiCatalog.Get(ApiKey.InitProducerId);

        Assert.Equal((5, 6), (api.MaxStableVersion, api.MaxVersion));
    }

    [SharedFact]
    public void Every_range_that_a_real_broker_offers_is_the_settled_range_of_the_catalog()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(SharedFactAttribute.PathOf("fidelity", "recorded", "api-versions.json")));
        foreach (var offered in json.RootElement.EnumerateObject())
        {
            var api = ApiCatalog.Get((ApiKey)short.Parse(offered.Name, CultureInfo.InvariantCulture));
            var offersMore = api.Key == ApiKey.Produce; // Versions that are offered for old clients' sake and refused.

            Assert.Equal((api.Name, offersMore ? 0 : api.MinVersion), (api.Name, offered.Value[0].GetInt32()));
            Assert.Equal((api.Name, (int)api.MaxStableVersion), (api.Name, offered.Value[1].GetInt32()));
        }
    }
}
