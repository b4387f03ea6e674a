package hyperpod.rig.network;

import hyperpod.rig.core.AwsClients;
import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.core.Once;
import java.util.function.Supplier;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.route53profiles.Route53ProfilesClient;
import software.amazon.awssdk.services.route53resolver.Route53ResolverClient;
import software.amazon.awssdk.services.vpclattice.VpcLatticeClient;

/**
 * The services that know a network.
 *
 * @param ec2 which is always asked first
 * @param resolver like the next two made when it is first asked for
 */
public record NetworkClients(
        Ec2Client ec2,
        Supplier<Route53ResolverClient> resolver,
        Supplier<Route53ProfilesClient> profiles,
        Supplier<VpcLatticeClient> lattice) {

    /** A function's clients. */
    public static NetworkClients of(FunctionEnvironment environment) {
        return new NetworkClients(
                environment.client(Ec2Client.builder()),
                new Once<>(() -> environment.client(Route53ResolverClient.builder())),
                new Once<>(() -> environment.client(Route53ProfilesClient.builder())),
                new Once<>(() -> environment.client(VpcLatticeClient.builder())));
    }

    /** The clients of whoever runs this, with the caller's own credentials. */
    public static NetworkClients ofCaller(Region region) {
        return new NetworkClients(
                AwsClients.build(Ec2Client.builder().region(region)),
                new Once<>(
                        () -> AwsClients.build(Route53ResolverClient.builder().region(region))),
                new Once<>(
                        () -> AwsClients.build(Route53ProfilesClient.builder().region(region))),
                new Once<>(() -> AwsClients.build(VpcLatticeClient.builder().region(region))));
    }
}
