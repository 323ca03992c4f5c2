using Campaigns;
using Xunit.Abstractions;

namespace MiniKafka.Tests.Quorum.Simulation;

/// <summary>A class of its own, so that it runs beside the other sizes.</summary>
public sealed class ThreeVotersTests(ITestOutputHelper output)
{
    [Fact]
    [Trait(SeedSource.Kind, SeedSource.Campaign)]
    public void A_quorum_of_three_keeps_its_rules_through_any_trouble() => QuorumCampaign.Run(3, output);
}
