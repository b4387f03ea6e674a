package hyperpod.rig.sandbox.simulator.server;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The simulator on a TCP port of the loopback interface. */
public final class SimulatorServer implements AutoCloseable {

    private static final long TICK_MILLISECONDS = 100;

    private final HttpServer http;
    private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("ticks").factory());

    private SimulatorServer(HttpServer http) {
        this.http = http;
    }

    /**
     * Serves until closed.
     *
     * @param port a TCP port, or 0 for one that is free
     * @throws IOException if the port cannot be had
     */
    public static SimulatorServer start(Simulator simulator, int port) throws IOException {
        SimulatorServer server = new SimulatorServer(
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0));
        server.http.setExecutor(server.calls);
        server.http.createContext("/", new ServiceHandler(simulator));
        server.http.createContext(AdminHandler.ROOT, new AdminHandler(simulator));
        server.http.start();
        server.ticks.scheduleWithFixedDelay(
                () -> tick(simulator), TICK_MILLISECONDS, TICK_MILLISECONDS, TimeUnit.MILLISECONDS);
        return server;
    }

    private static void tick(Simulator simulator) {
        try {
            simulator.tick();
        } catch (RuntimeException e) {
            // An exception that left here would silently end all further ticks.
            e.printStackTrace();
        }
    }

    /** The TCP port it listens on. */
    public int port() {
        return http.getAddress().getPort();
    }

    @Override
    public void close() {
        ticks.shutdownNow();
        http.stop(0);
        calls.shutdownNow();
    }
}
