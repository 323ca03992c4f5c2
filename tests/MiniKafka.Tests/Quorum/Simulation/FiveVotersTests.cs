using Campaigns;
using Xunit.Abstractions;

namespace MiniKafka.Tests.Quorum.Simulation;

/// <summary>A class of its own, so that it runs beside the other sizes.</summary>
public sealed class FiveVotersTests(ITestOutputHelper output)
{
    [Fact]
    [Trait(SeedSource.Kind, SeedSource.Campaign)]
    public void A_quorum_of_five_keeps_its_rules_through_any_trouble() => QuorumCampaign.Run(5, output);
}
